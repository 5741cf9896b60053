import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished, describe, expect, it } from "vitest";

import type { ModelRequest } from "#runtime/model/driver.ts";
import {
  calls,
  says,
  scriptedModels,
  type Script,
} from "#runtime/model/testing/scripted-models.ts";
import { payloadsOf, reader, testRuntime, writer } from "#runtime/test-runtime.ts";
import { packAgent, renamed, unpackAgent } from "./agent-package.ts";
import { AgentFileError, problemWords } from "./agent-problem.ts";
import { AgentFolder } from "./node-agent-folder.ts";
import { allFilesIn } from "./node-agent-files.ts";
import { PushedAgents } from "./node-pushed-agents.ts";
import { AgentRegistry } from "./registry.ts";

const OPTIONS = {
  title: "the folder",
  isBroughtIn: false,
  cacheSize: 10,
  days: () => ({ today: "2026-03-01", yesterday: "2026-02-28" }),
};

async function folderOf(files: Readonly<Record<string, string>>): Promise<AgentFolder> {
  const root = await mkdtemp(join(tmpdir(), "uar-prompts-"));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) await put(root, path, text);
  return new AgentFolder({ ...OPTIONS, root });
}

async function put(root: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

/** A runtime of the folder's agents; `a/tea` answers by the script. */
async function runtimeOf(folder: AgentFolder, scripts: Readonly<Record<string, Script>>) {
  const sources = { sources: [folder] };
  return testRuntime({ models: scriptedModels(scripts, {}), sources, tools: [reader, writer] });
}

const HEAD = (settings: string): string => `---\nmodel: a/tea\n${settings}\n---\n`;

/** What the model of a prompt is asked with. */
async function asked(settings: string, body = "You know tea."): Promise<ModelRequest> {
  const folder = await folderOf({ "tea/agent.promptl": HEAD(settings) + body });
  let seen: ModelRequest | undefined;
  const runtime = await runtimeOf(folder, {
    "a/tea": (_call, request) => {
      seen = request;
      return says("Green");
    },
  });
  await runtime.ask("Which?", { options: { agent: "tea" } });
  if (seen === undefined) throw new Error("No model was asked");
  return seen;
}

function problemsOf(folder: AgentFolder, id: string) {
  try {
    folder.load(id);
  } catch (error) {
    if (error instanceof AgentFileError) return error.problems;
    throw error;
  }
  throw new Error("The agent was taken");
}

describe("a folder with agent.promptl", () => {
  it("is an agent, listed with its description, skills and AGENTS.md (191)", async () => {
    const folder = await folderOf({
      "tea/agent.promptl": HEAD("description: Knows tea\nversion: 2") + "You know tea.",
      "tea/skills/brew/SKILL.md": "Heat the water.",
      "AGENTS.md": "Be kind.",
      "tea/notes.promptl": "No agent of its own",
    });
    const registry = new AgentRegistry([], { sources: [folder] });

    expect(registry.ids()).toEqual(["guide", "tea"]);
    expect(registry.list().at(-1)).toMatchObject({
      id: "tea",
      description: "Knows tea",
      model: "a/tea",
      system_prompt: "You know tea.\n\n[FILE: AGENTS.md]\nBe kind.",
      skills: [{ id: "brew" }],
      tools: [],
      budget: { steps: 20 },
    });
    expect(registry.origin("tea")?.loaded.version).toBe("2");
  });

  it("reads what it refers to, and stands for variables by defaults and what a run knows (193, 197)", async () => {
    const folder = await folderOf({
      "tea/agent.promptl":
        HEAD("parameters: { kind: { type: string, default: green } }") +
        '{{ if kind == "green" }}Speak of {{ kind }} tea.{{ endif }} <prompt path="./parts/tone" name={{ user.name }} /> It is {{ date }}.',
      "tea/parts/tone.promptl": "Greet {{ name }}.",
    });

    const { agent } = folder.load("tea");

    expect(agent.system_prompt).toContain("Speak of green tea.");
    expect(agent.system_prompt).toContain("Greet ${user.name}.");
    expect(agent.system_prompt).toContain("It is ${date}.");
  });

  it("is read anew after an edit, and keeps its last good version (120)", async () => {
    const folder = await folderOf({ "tea/agent.promptl": HEAD("") + "You know tea." });
    expect(folder.load("tea").agent.system_prompt).toBe("You know tea.");

    await put(folder.root, "tea/agent.promptl", `${HEAD("")}You know coffee.`);
    await folder.refresh(["tea"]);
    expect(folder.load("tea").agent.system_prompt).toBe("You know coffee.");

    await put(folder.root, "tea/agent.promptl", "{{ if }}");
    await folder.refresh(["tea"]);
    expect(folder.load("tea").agent.system_prompt).toBe("You know coffee.");
    expect(folder.broken()).toMatchObject([{ id: "tea", isKept: true }]);
  });

  it("travels as a package under another name, and is pushed (143, 144)", async () => {
    const folder = await folderOf({ "tea/agent.promptl": `${HEAD("")}You know tea.` });
    const files = allFilesIn(join(folder.root, "tea"));
    const about = { exportedAt: "2026-03-01T00:00:00Z", by: "test" };

    const packed = await packAgent({ name: "tea", files }, about);
    const { name, files: unpacked } = renamed(await unpackAgent(packed), "mate");
    const pushed = await PushedAgents.open({ ...OPTIONS, root: join(folder.root, "pushed") });
    await pushed.put(name, unpacked);

    expect(pushed.load("mate").agent).toMatchObject({ id: "mate", system_prompt: "You know tea." });
    expect(await pushed.remove("mate")).toBe(true);
    expect(pushed.has("mate")).toBe(false);
  });

  it.each([
    ["---\nmodel: a/b\ntemperature: hot\n---\nHi", "agent.promptl:3: temperature: "],
    ["---\nmodel: a/b\n---\nHi\n{{ topic }}", "agent.promptl:5: topic: Nothing gives"],
    ["---\nmodel: a/b\n---\n{{ if }}", "agent.promptl:4: "],
    ["---\nmodel: a/b\nagents: [A B]\n---\nHi", 'agent.promptl: agents: "A B" names neither'],
    ["---\nmodel: a/b\n---\n<user>Hi</user>", "no system message"],
    ["<step>Hi</step>", "Prompts with <step> are not run"],
    ["Hi <user>b</user><system>c</system>", "say that in front"],
  ])("refuses %j and says where", async (content, words) => {
    const folder = await folderOf({ "tea/agent.promptl": content });

    const [first] = problemsOf(folder, "tea").map(problemWords);

    expect(first).toContain(words);
    expect(first).toMatch(/; \w/);
  });

  it("is refused beside an agent.yaml", async () => {
    const folder = await folderOf({
      "tea/agent.promptl": "Hi",
      "tea/agent.yaml": "name: tea\nsystem_prompt: Hi",
    });

    expect(problemsOf(folder, "tea")).toMatchObject([{ fix: "keep one of the two" }]);
  });
});

describe("the settings of agent.promptl", () => {
  it("give model and temperature to the request (192, 219)", async () => {
    const { settings } = await asked("temperature: 0.3\ntop_p: 0.5\nmax_tokens: 99\nstop: END");

    expect(settings).toMatchObject({
      temperature: 0.3,
      top_p: 0.5,
      max_output_tokens: 99,
      stop: ["END"],
    });
  });

  it("bound the answers of a run with max_steps (224, 231)", async () => {
    const folder = await folderOf({
      "tea/agent.promptl": `${HEAD("max_steps: 2\ntools: [read]")}You read.`,
    });
    const script: Script = () => calls("read", { path: "a.md" });
    const runtime = await runtimeOf(folder, { "a/tea": script });

    const { run, events } = await runtime.ask("Go", { options: { agent: "tea" } });

    expect(run).toMatchObject({ status: "failed", error: { code: "budget" } });
    expect(run.steps).toHaveLength(2);
    expect(payloadsOf(events, "limit.changed").at(-1)).toEqual({
      limit: "steps",
      used: 2,
      max: 2,
      state: "exceeded",
    });
  });

  it("let a run end with the last answer that it may give", async () => {
    const folder = await folderOf({ "tea/agent.promptl": `${HEAD("maxSteps: 1")}You read.` });
    const runtime = await runtimeOf(folder, { "a/tea": () => says("Read") });

    const { run } = await runtime.ask("Go", { options: { agent: "tea" } });

    expect(run.status).toBe("completed");
  });

  it("choose the tools, and none where none is named (195)", async () => {
    const described = "tools: [read, { write: { description: Writes } }]";

    expect((await asked(described)).tools.map(({ name }) => name)).toEqual(["read", "write"]);
    expect((await asked("temperature: 0")).tools).toEqual([]);
  });

  it("put the prompt's conversation before every message", async () => {
    const { messages } = await asked("", "You know tea.\n<user>Hi</user><assistant>Hm</assistant>");

    expect(messages.slice(1)).toEqual([
      { role: "user", content: "Hi" },
      { role: "assistant", content: "Hm", tool_calls: [] },
      { role: "user", content: "Which?" },
    ]);
  });

  it("make agents of its other prompts, and of agents beside it (196, 227)", async () => {
    const folder = await folderOf({
      "tea/agent.promptl": `${HEAD("agents: [writer, coffee]")}You lead.`,
      "tea/writer.promptl": "---\nmodel: a/writer\ndescription: Writes\n---\nYou write.",
      "coffee/agent.yaml": "name: coffee\nsystem_prompt: You know coffee.\n",
    });
    let offered: readonly string[] = [];
    const runtime = await runtimeOf(folder, {
      "a/tea": (call, { tools, messages }) => {
        offered = tools.map(({ name }) => name);
        const hand = calls("agent__tea--writer", { objective: "Write" });
        return call === 1 ? hand : says(`It wrote ${messages.at(-1)?.content ?? ""}`);
      },
      "a/writer": (_call, { messages }) => says(`as ${messages[0]?.content ?? ""}`),
    });

    const { run } = await runtime.ask("Go", { options: { agent: "tea" } });

    expect(offered).toEqual(["agent__tea--writer", "agent__coffee"]);
    expect(run.steps.at(-1)?.text).toBe("It wrote as You write.");
    expect(folder.ids()).toEqual(["tea", "coffee"].toSorted());
  });

  it("ask for answers of the schema, and send those back that do not fit (225)", async () => {
    const folder = await folderOf({
      "tea/agent.promptl": `${HEAD("schema: { type: object, required: [tea], properties: { tea: { type: string } } }")}You name teas.`,
    });
    const seen: ModelRequest[] = [];
    const runtime = await runtimeOf(folder, {
      "a/tea": (call, request) => {
        seen.push(request);
        return says(["Green!", '{"tea":7}', '{"tea":"green"}'][call - 1] ?? "");
      },
    });

    const { run } = await runtime.ask("Which?", { options: { agent: "tea" } });

    expect(run.status).toBe("completed");
    expect(run.steps.at(-1)?.text).toBe('{"tea":"green"}');
    expect(seen[0]?.settings?.response_schema).toMatchObject({ schema: { required: ["tea"] } });
    expect(seen[1]?.messages.at(-1)?.content).toContain("The answer is no JSON");
    expect(seen[2]?.messages.at(-1)?.content).toContain("does not fit the prompt's schema");
  });
});
