import { describe, expect, it } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import { openInMemoryStore } from "#runtime/memory/in-memory-store.ts";
import { calls, says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { testApp } from "#server/test-app.ts";

const KEEPER = Agent.parse({
  id: "keeper",
  system_prompt: "You keep.",
  memory: { long_term: {} },
  permissions: { mode: "bypass" },
});

/** An app whose agent has remembered one thing. */
async function remembering() {
  const memory = openInMemoryStore();
  const input = { text: "Tea <not> coffee", kind: "preference", topic: "drinks" };
  const models = scriptedModels(
    { "a/1": (call) => (call === 1 ? calls("memory__remember", input) : says("Noted")) },
    {},
  );
  const app = await testApp({ models, agents: [KEEPER], memory });
  const { run } = await app.runtime.ask("Go");
  const [entry] = await memory.list("keeper");
  return { app, run, memory, id: entry?.id ?? "" };
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };

type App = Awaited<ReturnType<typeof testApp>>;

async function shown(app: App, path: string): Promise<string> {
  const text = await (await app.fetch(path)).text();
  return text.replaceAll(/<!--.*?-->/gu, "").replaceAll(/\s+/gu, " ");
}

describe("/memory", () => {
  it("says how an agent gets a memory where none has one", async () => {
    expect(await shown(await testApp(), "/memory")).toContain("No agent has a long-term memory");
  });

  it("leads to each agent that remembers", async () => {
    const { app } = await remembering();

    const page = await shown(app, "/memory");

    expect(page).toContain('href="/memory/keeper"');
    expect(page).toContain("1 entry");
    expect(page).toMatch(/data-key="m" aria-current="page"/);
  });
});

describe("/memory/:agent", () => {
  it("shows each entry with the event of the run that wrote it", async () => {
    const { app, run } = await remembering();

    const page = await shown(app, "/memory/keeper");

    expect(page).toContain("Tea &lt;not&gt; coffee");
    expect(page).toContain(`href="/runs/${run.run_id}/${run.calls[0]?.result_sequence}"`);
  });

  it("searches, and says when nothing is found", async () => {
    const { app } = await remembering();

    expect(await shown(app, "/memory/keeper?q=drinks")).toContain("Tea &lt;not&gt; coffee");
    expect(await shown(app, "/memory/keeper?q=trains")).toContain("Nothing about “trains”");
  });

  it("takes what a person tells the agent, once, and nothing empty", async () => {
    const { app, memory } = await remembering();
    const tell = (words: string) => {
      const body = new URLSearchParams({ text: words, kind: "decision" });
      return app.fetch("/memory/keeper", { method: "POST", body: body.toString(), headers: FORM });
    };

    const answers = [await tell("Ship on Fridays"), await tell("Ship on Fridays"), await tell(" ")];

    expect(answers.map(({ status }) => status)).toEqual([303, 303, 422]);
    const told = (await memory.list("keeper")).filter(({ kind }) => kind === "decision");
    expect(told.map(({ text }) => text)).toEqual(["Ship on Fridays"]);
    expect(await shown(app, "/memory/keeper")).toContain("Ship on Fridays");
  });

  it("asks before it forgets, and then forgets", async () => {
    const { app, memory, id } = await remembering();

    const asking = await shown(app, `/memory/keeper/${id}/forget`);
    expect(asking).toContain("Tea &lt;not&gt; coffee");
    expect(await memory.list("keeper")).toHaveLength(1);

    const answer = await app.fetch(`/memory/keeper/${id}/forget`, { method: "POST" });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/memory/keeper"]);
    expect(await memory.list("keeper")).toEqual([]);
    expect((await app.fetch(`/memory/keeper/${id}/forget`)).status).toBe(404);
  });
});
