import { describe, expect, it } from "vitest";

import { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { testApp } from "#server/test-app.ts";
import { COMPONENTS } from "#views/docs/components.ts";
import { GUIDES } from "#views/docs/guides.ts";

const TYPES = RuntimeEvent.options.map(({ shape }) => shape.type.value);

describe("/docs", () => {
  it("has a place for each guide", async () => {
    const app = await testApp();

    const text = await (await app.fetch("/docs")).text();

    for (const { id } of GUIDES) expect(text).toContain(`<a href="#${id}">`);
    expect(text).toContain("<code>");
  });

  it("lists every class of event, with the way to each", async () => {
    const app = await testApp();

    const text = await (await app.fetch("/docs/events")).text();

    for (const type of TYPES) expect(text).toContain(`href="/docs/events/${type}"`);
  });

  it("has a page with fields and an example for every class of event", async () => {
    const app = await testApp();

    const incomplete: string[] = [];
    for (const type of TYPES) {
      const response = await app.fetch(`/docs/events/${type}`);
      const text = await response.text();
      if (response.status !== 200 || !text.includes("<h2>Example")) incomplete.push(type);
    }

    expect(incomplete).toEqual([]);
    expect((await app.fetch("/docs/events/tool.invented")).status).toBe(404);
  });

  it("leads to the newest event of a class that a run here has", async () => {
    const app = await testApp();
    const { run, events } = await app.runtime.ask("What is here?");
    const sequence = events.find(({ type }) => type === "turn.completed")?.sequence;

    const text = await (await app.fetch("/docs/events/turn.completed")).text();

    expect(text).toContain(`href="/runs/${run.run_id}/${sequence}"`);
  });

  it.each(COMPONENTS.map(({ name, scenes }) => [name, scenes] as const))(
    "draws %s in each of its states, each with an address",
    async (name, scenes) => {
      const app = await testApp();

      const text = await (await app.fetch(`/docs/components/${name}`)).text();

      const drawn = text.split('class="scene picture"').slice(1);
      expect(drawn).toHaveLength(scenes.length);
      expect(new Set(drawn).size).toBe(scenes.length);
      for (const { id } of scenes) expect(text).toContain(`id="${id}"`);
    },
  );

  it("draws every state of every component side by side", async () => {
    const app = await testApp();

    const text = await (await app.fetch("/docs/components")).text();

    const scenes = COMPONENTS.flatMap(({ name, scenes }) =>
      scenes.map(({ id }) => `${name}#${id}`),
    );
    for (const place of scenes) expect(text).toContain(`href="/docs/components/${place}"`);
    expect(text.split('class="picture"')).toHaveLength(scenes.length + 1);
  });

  it("draws a notice in each state of a notice", async () => {
    const app = await testApp();

    const text = await (await app.fetch("/docs/components/notice")).text();

    const [, ...drawn] = text.split('class="scene picture"');
    for (const scene of drawn) expect(scene).toContain('class="outcome"');
  });

  it("frames the bundles that it draws", async () => {
    const app = await testApp();
    const text = await (await app.fetch("/docs/components/bundle")).text();

    const frames = [...text.matchAll(/<iframe\s+src="([^"]+)"/g)].map(
      ([, address = ""]) => address,
    );

    expect(frames).toHaveLength(2);
    for (const address of frames) {
      const response = await app.fetch(address.replaceAll("&amp;", "&"));
      expect(response.headers.get("content-security-policy")).toContain("sandbox");
      expect(await response.text()).toContain("<meter");
    }
    expect((await app.fetch("/bundle/r_bundle-first/art_cost?version=2")).status).toBe(404);
  });

  it("says that there is no such component", async () => {
    const app = await testApp();

    expect((await app.fetch("/docs/components/spinner")).status).toBe(404);
  });
});
