import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { parse } from "yaml";
import { build, type Rolldown } from "vite";
import { beforeAll, describe, expect, it } from "vitest";

import { createAgentRuntime } from "#runtime/node-library.ts";
import { Scenario } from "#runtime/model/scenario/scenario-file.ts";
import { createPromptRegistry } from "#runtime/prompt/prompt-registry.ts";

const ENTRY = join(import.meta.dirname, "..", "edge.ts");
/** Loaded only for a provider that is configured with an npm package, whose share is Node's. */
const NODE_ONLY = /\/runtime\/model\/ai-sdk-(?:driver|package)\.ts$/;

/** All that the bundle may find beside the language: what every place of the web offers. */
const WEB = {
  AbortController,
  AbortSignal,
  crypto,
  DOMException,
  Headers,
  performance,
  queueMicrotask,
  ReadableStream,
  Request,
  Response,
  structuredClone,
  setTimeout,
  clearTimeout,
  TextDecoder,
  TextDecoderStream,
  TextEncoder,
  TransformStream,
  URL,
};

/** The edge entry as one script. Rejects where something in it takes a module of Node. */
async function bundled(): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: "silent",
    publicDir: false,
    plugins: [
      {
        name: "no-node",
        enforce: "pre",
        load: (id) =>
          NODE_ONLY.test(id) ? "export const aiSdkDriver = 0, loadSdkModel = 0" : null,
        resolveId: (source, importer) => {
          if (source.startsWith("node:")) throw new Error(`${importer} takes ${source}`);
          return null;
        },
      },
    ],
    build: {
      write: false,
      minify: false,
      lib: { entry: ENTRY, formats: ["iife"], name: "uar" },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  // A library of one format is a list of one output.
  const [first] = output as Rolldown.RolldownOutput[];
  return first?.output[0].code ?? "";
}

interface Case {
  readonly passes?: string;
  readonly prompt?: string;
  readonly options?: object;
}

interface Library {
  readonly createAgentRuntime: typeof createAgentRuntime;
  readonly createPromptRegistry: typeof createPromptRegistry;
}

interface Played {
  readonly text: string;
  readonly types: readonly string[];
}

/** Plays one case; its text is also run where nothing of this file is, so that it uses its arguments alone. */
async function play(library: Library, json: string): Promise<Played> {
  const { prompts, scenarios, options } = JSON.parse(json) as {
    prompts: Record<string, string>;
    scenarios: Scenario[];
    options: object;
  };
  const loader = library.createPromptRegistry(prompts);
  const runtime = library.createAgentRuntime({ loader, scenarios, env: {} });
  runtime.registerTools({
    brew: async ({ grams = 0 }) => ({ content: `${JSON.stringify(grams)} g of tea` }),
    spill: async () => {
      throw new TypeError("The pot is broken");
    },
  });
  const types: string[] = [];
  try {
    const stream = await runtime.agent("main").stream(options);
    for await (const { type } of stream) if (types.at(-1) !== type) types.push(type);
    const { text, output } = await stream.result;
    return { text: output === undefined ? text : JSON.stringify(output), types };
  } catch (error) {
    return { text: error instanceof Error ? `${error.name}: ${error.message}` : "", types };
  }
}

const CASES: Readonly<Record<string, Case>> = {
  "a text": { passes: "[{ steps: [{ text: Good day }] }]" },
  "many words": { passes: "[{ steps: [{ generate: { tokens: 300 } }] }]" },
  reasoning: { passes: "[{ steps: [{ reasoning: Let me see }, { text: So }] }]" },
  "a call": {
    passes:
      "[{ steps: [{ calls: [{ tool: brew, arguments: { grams: 3 } }] }] }, { steps: [{ text: Tea }] }]",
  },
  "two calls": {
    passes:
      "[{ steps: [{ calls: [{ tool: brew, arguments: { grams: 3 } }, { tool: brew }] }] }, { steps: [{ text: Tea }] }]",
  },
  "a call that fails": {
    passes: "[{ steps: [{ calls: [{ tool: spill }] }] }, { steps: [{ text: Sorry }] }]",
  },
  "a call of no tool": {
    passes: "[{ steps: [{ calls: [{ tool: nothing }] }] }, { steps: [{ text: Sorry }] }]",
  },
  "three passes": {
    passes:
      "[{ steps: [{ calls: [{ tool: brew }] }] }, { steps: [{ calls: [{ tool: spill }] }] }, { steps: [{ text: So }] }]",
  },
  "too many steps": {
    passes: "[{ steps: [{ calls: [{ tool: brew }] }] }, { steps: [{ text: Tea }] }]",
    options: { maxSteps: 1 },
  },
  "a bundle": {
    passes: "[{ steps: [{ text: So }, { bundle: { artifact: a, title: A, html: <p>A</p> } }] }]",
  },
  "a citation": {
    passes: "[{ steps: [{ text: So }, { citation: { title: Tea, path: tea.md } }] }]",
  },
  data: {
    passes: `[{ steps: [{ text: '{"tea":1}' }] }]`,
    options: { schema: { type: "object", required: ["tea"] } },
  },
  "data that does not fit": {
    passes: "[{ steps: [{ text: tea }] }]",
    options: { schema: { type: "object" } },
  },
  "a prompt as a tool": {
    passes: "[{ steps: [{ calls: [{ tool: lat_agent_sub }] }] }, { steps: [{ text: It spoke }] }]",
    options: { agents: ["sub"] },
  },
  parameters: { prompt: "Hello {{ name }}", options: { parameters: { name: "Ada" } } },
  "a missing parameter": { prompt: "Hello {{ name }}" },
  "a reference": { prompt: '<prompt path="sub" />' },
  "the offline reader": { options: { model: "offline/reader" } },
  "an unknown model": { options: { model: "openai/none" } },
  "a missing key": { options: { model: "openai/gpt-5.4-mini" } },
  "a chain": { prompt: "<step>One</step>" },
};

function jsonOf({
  passes = "[{ steps: [{ text: Yes }] }]",
  prompt = "You help.",
  options = {},
}: Case) {
  const scenario = (name: string, script: string) =>
    Scenario.parse({
      name,
      title: name,
      prompt: "Go",
      pace: { tokens_per_second: 1_000_000, burst: 100 },
      passes: parse(script) as unknown,
    });
  const head = "---\nmodel: scenario/main\ntools: [brew, spill]\n---\n";
  const sub = "---\nmodel: scenario/sub\n---\nYou speak.";
  const scenarios = [scenario("main", passes), scenario("sub", "[{ steps: [{ text: I spoke }] }]")];
  return JSON.stringify({ prompts: { main: head + prompt, sub }, scenarios, options });
}

describe("the edge entry", () => {
  let atEdge: (json: string) => Promise<string>;
  beforeAll(async () => {
    const context = createContext({ ...WEB });
    runInContext(await bundled(), context);
    const source = `(json) => (${play.toString()})(uar, json).then(JSON.stringify)`;
    // The script evaluates to the function that its last line writes.
    atEdge = runInContext(source, context) as typeof atEdge;
  }, 60_000);

  it.each(Object.entries(CASES))(
    "does the same as Node where it meets %s",
    async (_name, given) => {
      const json = jsonOf(given);

      const here = await play({ createAgentRuntime, createPromptRegistry }, json);
      const there = JSON.parse(await atEdge(json)) as Played;

      expect(there).toEqual(here);
      expect(here.text).not.toBe("");
    },
  );
});
