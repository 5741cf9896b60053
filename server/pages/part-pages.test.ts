import { expect, it } from "vitest";

import { testApp } from "#server/test-app.ts";
import { PART_STEP } from "#views/run/drawn-parts.ts";

const PARTS = 3 * PART_STEP + 10;

it("a chat has the newest parts of a long run, and the others are read by links", async () => {
  const { page, run } = await longRun();

  const chat = await page(`/s/${run.session_id}`);
  expect(words(chat)).toEqual(numbers(2 * PART_STEP, PARTS));

  const second = await page(linkIn(chat, "earlier parts"));
  expect(words(second)).toEqual(numbers(PART_STEP, 2 * PART_STEP));
  expect(second).toContain("<h1>Parts 31 to 60</h1>");
  const first = await page(linkIn(second, "earlier parts"));
  expect(words(first)).toEqual(numbers(0, PART_STEP));
  expect(first).not.toContain("earlier parts");

  expect(words(await page(linkIn(first, "Later parts")))).toEqual(words(second));
  expect(linkIn(second, "Later parts")).toContain(`/s/${run.session_id}?`);
});

it("htmx gets the parts alone, with the way to those before them", async () => {
  const { page, run } = await longRun();

  const fragment = await page(`/runs/${run.run_id}/parts?before=60`, { "hx-request": "true" });

  expect(words(fragment)).toEqual(numbers(PART_STEP, 2 * PART_STEP));
  expect(linkIn(fragment, "earlier parts")).toBe(`/runs/${run.run_id}/parts?before=30`);
  expect(fragment).not.toContain("<html");
  expect(fragment).not.toContain("run-end");
});

it("a stage has the newest parts at its event, and those before them by links", async () => {
  const { page, run } = await longRun();
  const earlier = `${PARTS - PART_STEP - 10} earlier parts`;

  const end = await page(`/runs/${run.run_id}/stage`);
  expect(words(end)).toEqual(numbers(2 * PART_STEP, PARTS));
  expect(end).toContain("run-end");
  const second = await page(linkIn(end, earlier));
  expect(words(second)).toEqual(numbers(PART_STEP, 2 * PART_STEP));
  expect(second).not.toContain("run-end");
  expect(second).not.toContain("stage-question");
  const first = await page(linkIn(second, `${PART_STEP} earlier parts`));
  expect(words(first)).toEqual(numbers(0, PART_STEP));
  expect(first).toContain("stage-question");
});

it.each(["0", "-1", "1.5", "x", "101"])("there is nothing before the part %s", async (before) => {
  const { test, run } = await longRun();

  const { status } = await test.fetch(`/runs/${run.run_id}/parts?before=${before}`);

  expect(status).toBe(404);
});

/** A run whose parts say their numbers, thoughts and words in turn. */
async function longRun() {
  const steps = numbers(0, PARTS).map((n) => ({
    [n % 2 === 0 ? "reasoning" : "text"]: `part-${n}.`,
  }));
  const test = await testApp({ passes: JSON.stringify([{ steps }]) });
  const { run } = await test.runtime.ask("Go");
  const page = async (path: string, headers = {}) => {
    const html = await (await test.fetch(path, { headers })).text();
    return html.replaceAll(/<!--[^>]*-->/g, "");
  };
  return { test, page, run };
}

function numbers(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

/** The numbers that a page's parts say. */
function words(html: string): readonly number[] {
  const prose = html.match(/<div class="prose"[^>]*>(?:\s|<p[^>]*>)*part-\d+/g) ?? [];
  return prose.map((found) => Number(/\d+$/.exec(found)?.[0]));
}

function linkIn(html: string, text: string): string {
  const links = [...html.matchAll(/<a [^>]*href="([^"]+)"[^>]*>([\s\S]*?)<\/a\s*>/g)];
  return (
    links.find(([, , inner = ""]) => inner.includes(text))?.[1]?.replaceAll("&amp;", "&") ?? ""
  );
}
