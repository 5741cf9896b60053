import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import { dispatch } from "#runtime/control/dispatch.ts";
import { Secrets } from "#runtime/model/cassette/secrets.ts";
import {
  calls,
  says,
  scriptedModels,
  type Script,
} from "#runtime/model/testing/scripted-models.ts";
import { ManualClock, payloadsOf, testRuntime } from "#runtime/test-runtime.ts";
import { openInMemoryStore } from "./in-memory-store.ts";
import type { MemoryEntry } from "./memory-entry.ts";
import { openMemoryFiles } from "./node-memory-store.ts";
import { searchMemory } from "./search-memory.ts";

const LONG_TERM = { memory: { long_term: {} }, permissions: { mode: "bypass" } };

function keeper(more: object = {}): Agent {
  return Agent.parse({ id: "keeper", system_prompt: "You keep.", ...LONG_TERM, ...more });
}

function entry(text: string, more: Partial<MemoryEntry> = {}): MemoryEntry {
  const id = `m_${text.length}${text.charCodeAt(0)}`;
  return { id, kind: "fact", text, at: "2026-01-02T10:00:00.000Z", ...more };
}

const remembers: Script = (call) =>
  call === 1
    ? calls("memory__remember", { text: "Tea, not coffee", kind: "preference" })
    : says("Noted");

/** Asks an agent of which the model plays the script. */
async function ask(script: Script, more: Parameters<typeof testRuntime>[0] = {}) {
  const store = openInMemoryStore();
  const models = scriptedModels({ "a/1": script }, {});
  const runtime = await testRuntime({ models, agents: [keeper()], memory: store, ...more });
  return { store, runtime, ...(await runtime.ask("Go")) };
}

describe("an agent with a long-term memory", () => {
  it("keeps what it remembers with the call that wrote it, and the log tells of that call", async () => {
    const { store, runtime, run } = await ask(remembers);

    const [call] = run.calls;
    expect(await store.list("keeper")).toMatchObject([
      { text: "Tea, not coffee", kind: "preference", run_id: run.run_id },
    ]);
    expect(await dispatch("list_memories", { agent: "keeper" }, runtime.services)).toMatchObject({
      memories: [{ written: { run_id: run.run_id, sequence: call?.result_sequence } }],
      total: 1,
    });
  });

  it("writes nothing twice, in the same words or by the same call", async () => {
    const { store } = await ask((call, request) =>
      call < 3 ? remembers(1, request) : says("Done"),
    );

    expect(await store.list("keeper")).toHaveLength(1);
  });

  it("finds by words and forgets by id", async () => {
    const store = openInMemoryStore();
    await store.put("keeper", entry("The café opens at nine"));
    await store.put("keeper", entry("Trains leave hourly", { id: "m_trains" }));
    const script: Script = (call) => {
      if (call === 1) return calls("memory__recall", { query: "CAFE" });
      return call === 2 ? calls("memory__forget", { id: "m_trains" }) : says("Done");
    };

    const { run } = await ask(script, { memory: store });

    expect(run.calls[0]?.output?.content).toContain("The café opens at nine");
    expect(run.calls[0]?.output?.content).not.toContain("Trains");
    expect(run.calls[1]?.output?.content).toBe("Forgot: Trains leave hourly");
    expect(await store.list("keeper")).toHaveLength(1);
  });

  it("is asked about before it writes, like any tool that acts", async () => {
    const agents = [keeper({ permissions: {} })];
    const models = scriptedModels({ "a/1": remembers }, {});
    const memory = openInMemoryStore();
    const runtime = await testRuntime({ models, agents, memory });
    const { run_id } = await runtime.submit("Go");

    const run = await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");

    expect(run.approvals).toMatchObject([{ tool: "memory__remember" }]);
    expect(await memory.list("keeper")).toEqual([]);
  });

  it("tells its model of the newest entries where it wants that, and the log of which", async () => {
    const store = openInMemoryStore();
    await store.put("keeper", entry("Old", { at: "2025-01-01T00:00:00.000Z" }));
    await store.put("keeper", entry("Tea, not coffee"));
    const agents = [keeper({ memory: { long_term: { in_prompt: 1 } } })];

    const { run, events } = await ask(() => says("Hello"), { memory: store, agents });

    expect(run.system_prompt).toMatch(
      /^You keep\.\n\n.*notes.*\n- Tea, not coffee \(2026-01-02\)$/,
    );
    expect(payloadsOf(events, "context.resolved")).toMatchObject([
      { memories: [{ title: "Tea, not coffee" }] },
    ]);
  });
});

it("an agent without one has no memory tools, and is told nothing", async () => {
  const store = openInMemoryStore();
  await store.put("plain", entry("Tea"));
  const agents = [Agent.parse({ id: "plain", system_prompt: "You are plain." })];

  const { run } = await ask(() => says("Hello"), { memory: store, agents });

  expect(run.tools.map(({ source }) => source)).not.toContain("memory");
  expect(run.system_prompt).toBe("You are plain.");
});

it("a small short-term memory makes room for a summary as early as it says", async () => {
  const agents = [keeper({ memory: { short_term: { max_tokens: 4_000 } } })];

  const { events } = await ask(() => says("Hello"), { agents });

  expect(payloadsOf(events, "context.resolved")).toMatchObject([
    { settings: { context: { window_tokens: 5_000, compact_at: 0.8 } } },
  ]);
});

it("searchMemory() puts the entries with the rarer words first", () => {
  const entries = ["tea at home", "tea at work", "work"].map((text) => entry(text));

  expect(searchMemory(entries, "tea work").map(({ text }) => text)).toEqual([
    "tea at work",
    "tea at home",
    "work",
  ]);
  expect(searchMemory(entries, "  ")).toEqual(entries);
});

describe("memory files", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "uar-memory-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const open = () => openMemoryFiles(folder, new Secrets(["s3cret-value-of-mine"]));

  it("are one a day with three sections, and one a topic", async () => {
    await open().put("keeper", entry("It rains", { id: "m_a" }));
    await open().put("keeper", entry("Go left", { id: "m_b", kind: "decision" }));
    await open().put("keeper", entry("In May", { id: "m_c", topic: "garden" }));

    const day = await readFile(join(folder, "keeper", "2026-01-02.md"), "utf8");
    expect(day.split("\n")).toEqual([
      "# 2026-01-02",
      "",
      "## Decisions Made",
      "",
      "- Go left <!-- m_b at 2026-01-02T10:00:00.000Z -->",
      "",
      "## Preferences Learned",
      "",
      "## Facts Stored",
      "",
      "- It rains <!-- m_a at 2026-01-02T10:00:00.000Z -->",
      "",
    ]);
    expect(await readFile(join(folder, "keeper", "garden.md"), "utf8")).toContain("- In May");
    expect((await open().list("keeper")).map(({ id }) => id).toSorted()).toEqual([
      "m_a",
      "m_b",
      "m_c",
    ]);
    expect(await open().agents()).toEqual(["keeper"]);
  });

  it("may be written by a person, and keep what is no entry when one is removed", async () => {
    await open().put("keeper", entry("First", { id: "m_a" }));
    const path = join(folder, "keeper", "2026-01-02.md");
    const edited = `${await readFile(path, "utf8")}- By hand\n\nA note that is no entry.\n`;
    await writeFile(path, edited);

    const byHand = (await open().list("keeper")).find(({ text }) => text === "By hand");
    await open().remove("keeper", byHand?.id ?? "");

    expect(byHand).toMatchObject({ kind: "fact", at: "2026-01-02T00:00:00.000Z" });
    expect(await readFile(path, "utf8")).toBe(edited.replace("- By hand\n", ""));
  });

  it("are all taken away at once, and what a person keeps beside them stays", async () => {
    const store = open();
    for (const agent of ["keeper", "other"]) {
      await store.put(agent, entry("It rains", { id: "m_a" }));
      await store.put(agent, entry("In May", { id: "m_b", topic: "garden" }));
    }
    await writeFile(join(folder, "keeper", "garden.md.next"), "Half");
    await writeFile(join(folder, "keeper", "sketch.png"), "Mine");

    await store.clear("keeper");
    await store.clear("other");
    await store.clear("nobody");

    expect(await readdir(folder)).toEqual(["keeper"]);
    expect(await readdir(join(folder, "keeper"))).toEqual(["sketch.png"]);
    expect([await store.list("keeper"), await store.list("other")]).toEqual([[], []]);
  });

  it("hold no secret of the process", async () => {
    await open().put("keeper", entry("The key is s3cret-value-of-mine"));

    const [kept] = await open().list("keeper");
    expect(kept?.text).toMatch(/^The key is \*+/);
  });

  it("of an agent are not reached by a name that leads elsewhere", async () => {
    await expect(open().list("../keeper")).rejects.toThrow('"../keeper" cannot be the name');
    await expect(open().put("../keeper", entry("Out"))).rejects.toThrow("cannot be the name");
  });

  it("take entries that come at once one after the other", async () => {
    const store = open();
    const texts = Array.from({ length: 10 }, (_, at) => `Number ${at}`);

    await Promise.all(texts.map((text, at) => store.put("keeper", entry(text, { id: `m_${at}` }))));

    expect(await open().list("keeper")).toHaveLength(10);
  });
});

it("the clock of the runtime tells when something was remembered", async () => {
  const { store } = await ask(remembers, { clock: new ManualClock() });
  const fresh = await store.list("keeper");

  expect(fresh.map(({ at }) => at)).toEqual(["2026-01-01T00:00:00.000Z"]);
});
