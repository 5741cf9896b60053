import { mkdir, mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished, test } from "vitest";

import { openMemoryFiles } from "#runtime/memory/node-memory-store.ts";
import { Secrets } from "#runtime/model/cassette/secrets.ts";
import { calls, says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { PAGES, pageTool, reader } from "#runtime/pmpo/compaction/testing/page-reader.ts";
import { payloadsOf, testRuntime } from "#runtime/test-runtime.ts";
import { filesInMemory } from "./agent-files.ts";
import { packAgent, renamed, unpackAgent } from "./agent-package.ts";
import { AgentFileError, type AgentProblem } from "./agent-problem.ts";
import { loadAgent } from "./load-agent.ts";
import { AgentFolder } from "./node-agent-folder.ts";
import { PushedAgents } from "./node-pushed-agents.ts";

const DAYS = { today: "2026-03-01", yesterday: "2026-02-28" };

const PLACE = { title: "agents", cacheSize: 10, days: () => DAYS };

/** As the seed of Pluto writes it. */
const SEED = `
memory:
  # Short-term: recent conversation context
  short_term:
    backend: buffer
    max_tokens: 4000
  long_term:
    backend: filesystem
    path: ./.pluto/memory/
`;

function filesOf(yaml: string): ReadonlyMap<string, Uint8Array> {
  return new Map([["agent.yaml", new TextEncoder().encode(yaml)]]);
}

function load(yaml: string) {
  return loadAgent(filesInMemory(filesOf(yaml)), { id: "clerk", ...DAYS, isBroughtIn: true });
}

function problemsOf(yaml: string): readonly AgentProblem[] {
  try {
    load(yaml);
  } catch (error) {
    if (error instanceof AgentFileError) return error.problems;
    throw error;
  }
  throw new Error("The agent was taken");
}

/** A clerk with such a memory, in the short form. */
function clerk(memory: string): string {
  return `name: clerk\nsystem_prompt: You keep.\n${memory.trim()}\n`;
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtempDisposable(join(tmpdir(), "uar-agent-memory-"));
  onTestFinished(() => folder.remove());
  return folder.path;
}

/** An operator's folder with the clerk. */
async function inFolder(yaml: string): Promise<AgentFolder> {
  const root = await emptyFolder();
  const file = join(root, "clerk", "agent.yaml");
  await mkdir(dirname(file));
  await writeFile(file, yaml);
  return new AgentFolder({ ...PLACE, root, isBroughtIn: false });
}

async function noPushed(): Promise<PushedAgents> {
  return PushedAgents.open({ ...PLACE, root: await emptyFolder() });
}

async function pushed(yaml: string): Promise<PushedAgents> {
  const source = await noPushed();
  await source.put("clerk", filesOf(yaml));
  return source;
}

/** Packed under another name, and taken from the package. */
async function imported(yaml: string): Promise<PushedAgents> {
  const source = await noPushed();
  const archive = await packAgent(
    { name: "porter", files: filesOf(yaml.replace("clerk", "porter")) },
    { exportedAt: "2026-03-01T00:00:00.000Z", by: "0.0.0" },
  );
  const { name, files } = renamed(await unpackAgent(archive), "clerk");
  await source.put(name, files);
  return source;
}

describe("memory in an agent.yaml", () => {
  it.each([
    ["an agent's folder", inFolder],
    ["a pushed agent", pushed],
    ["an imported package", imported],
  ])(
    "88, 89, 146: %s remembers in one run and recalls in the next, also after a restart",
    async (_what, place) => {
      const source = await place(clerk("memory: { long_term: { in_prompt: 1 } }"));
      const folder = await emptyFolder();
      const ask = async (tool: string, args: object) => {
        const memory = openMemoryFiles(folder, new Secrets([]));
        const script = (call: number) => (call === 1 ? calls(tool, { ...args }) : says("Done"));
        const models = scriptedModels({ "a/1": script }, {});
        const policy = { mode: "bypass" };
        const sources = { sources: [source] };
        const runtime = await testRuntime({ models, policy, memory, sources, agents: [] });
        const { run } = await runtime.ask("Go", { options: { agent: "clerk" } });
        await memory.close();
        return run;
      };

      const first = await ask("memory__remember", { text: "Tea, not coffee", kind: "preference" });
      const second = await ask("memory__recall", { query: "tea" });

      expect(first.system_prompt).toBe("You keep.");
      expect(second.calls[0]?.output?.content).toContain("Tea, not coffee (preference");
      expect(second.system_prompt).toContain("- Tea, not coffee");
    },
  );

  it("88: the budget of the short-term memory holds in a long conversation", async () => {
    const context = "context: { keep_messages: 2 }";
    const read = async (memory: string) => {
      const source = await inFolder(clerk(`${context}\n${memory}`));
      const models = scriptedModels({ "a/1": reader() }, {});
      const sources = { sources: [source] };
      const runtime = await testRuntime({ models, tools: [pageTool], sources, agents: [] });
      const { run, events } = await runtime.ask("Read the book", { options: { agent: "clerk" } });
      const answers = models.requests.filter(({ purpose }) => purpose === undefined);
      const tokens = answers.map(({ messages }) => JSON.stringify(messages).length / 4);
      const made = payloadsOf(events, "context.compaction.completed").length;
      return { run, largest: Math.max(...tokens), answers: answers.length, made };
    };

    const bound = await read("memory: { short_term: { max_tokens: 1000 } }");
    const free = await read("memory: { short_term: { backend: buffer } }");

    expect(bound).toMatchObject({ run: { status: "completed" }, answers: PAGES + 1 });
    expect(bound.largest).toBeLessThan(1_000);
    expect(bound.made).toBeGreaterThan(0);
    expect(free.largest).toBeGreaterThan(1_000);
    expect(free.made).toBe(0);
  });

  it("is taken in the short form and in the long one", () => {
    const spec = `system_prompt: You keep.\n${SEED.trim()}`.replaceAll("\n", "\n  ");
    const long = `apiVersion: pluto/v1\nkind: Agent\nmetadata: { name: clerk }\nspec:\n  ${spec}\n`;

    const taken = load(clerk(SEED));

    expect(taken.agent.memory).toEqual({
      short_term: { backend: "buffer", max_tokens: 4_000 },
      long_term: { backend: "filesystem", in_prompt: 0 },
    });
    expect(load(long)).toEqual(taken);
  });

  it("says what it asks for and does not get, and keeps it in files", () => {
    const { agent, notes } = load(
      clerk("memory: { long_term: { backend: postgres, path: ./here } }"),
    );

    expect(agent.memory).toEqual({ long_term: { backend: "filesystem", in_prompt: 0 } });
    expect(notes).toMatchObject([
      expect.stringContaining("no postgres here"),
      expect.stringContaining("./here is not used"),
    ]);
    expect(load(clerk("memory: { long_term: {} }")).notes).toEqual([]);
  });

  it.each([
    ["short_term:\n    max_tokens: 20", 5, "memory.short_term.max_tokens", "500"],
    ["short_term:\n    backend: redis", 5, "memory.short_term.backend", "Only buffer"],
    ["short_term: { tokens: 900 }", 4, "memory.short_term.tokens", "no such field"],
    ["long_term:\n    path: x\n    backend: mongo", 6, "memory.long_term.backend", "filesystem"],
    ["long_term:\n    in_prompt: 51", 5, "memory.long_term.in_prompt", "50"],
    ["long_term:", 4, "memory.long_term", "write {}"],
    ["mid_term: {}", 4, "memory.mid_term", "no such field"],
  ])("refuses %j and says where", (memory, line, field, words) => {
    const yaml = clerk(`memory:\n  ${memory}`);

    const problems = problemsOf(yaml);

    expect(problems).toMatchObject([{ file: "agent.yaml", line, field }]);
    const said = problems.map(({ message, fix }) => `${message}; ${fix}`).join("");
    expect(said.toLowerCase()).toContain(words.toLowerCase());
  });
});

test("an agent.yaml without memory has none", () => {
  expect(load(clerk("")).agent.memory).toEqual({});
});
