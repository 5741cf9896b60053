import { createContext, runInContext } from "node:vm";
import { parse } from "yaml";
import { afterAll, describe, expect, it } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { createAgentRuntime } from "#runtime/node-library.ts";
import { Scenario } from "#runtime/model/scenario/scenario-file.ts";
import { createPromptRegistry } from "#runtime/prompt/prompt-registry.ts";
import { bundleEdge } from "./testing/bundle-edge.ts";
import { comparableEvents } from "./testing/comparable-events.ts";
import { startWorkerd, type WorkerdFunction } from "./testing/workerd.ts";

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
  readonly events: readonly RuntimeEvent[];
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
  const events: RuntimeEvent[] = [];
  try {
    const stream = await runtime.agent("main").stream(options);
    for await (const event of stream) events.push(event);
    const { text, output } = await stream.result;
    return { text: output === undefined ? text : JSON.stringify(output), events };
  } catch (error) {
    return { text: error instanceof Error ? `${error.name}: ${error.message}` : "", events };
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

type Play = (json: string) => Promise<string>;

const { code: bundle, packages } = await bundleEdge();
const source = `(json) => (${play.toString()})(uar, json).then(JSON.stringify)`;
const worker = await findWorkerd();
afterAll(() => worker?.[Symbol.asyncDispose]());

/** Absent, the cases still run where nothing but the web's own objects is. */
async function findWorkerd(): Promise<WorkerdFunction | undefined> {
  try {
    return await startWorkerd(bundle, source);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      `SKIPPED: the edge entry is not run in workerd, node scripts/workerd.ts would install it: ${reason}\n`,
    );
    return undefined;
  }
}

function inContext(): Play {
  const context = createContext({ ...WEB });
  runInContext(bundle, context);
  // The script evaluates to the function that its last line writes.
  return runInContext(source, context) as Play;
}

const PLACES: readonly (readonly [string, Play | undefined])[] = [
  ["among the web's own objects", inContext()],
  ["in workerd", worker && ((json) => worker.call(json))],
];

describe.each(PLACES)("the edge entry %s", (_where, atEdge) => {
  it.skipIf(atEdge === undefined).each(Object.entries(CASES))(
    "gives the same events as Node where it meets %s",
    async (_name, given) => {
      const json = jsonOf(given);

      const here = await play({ createAgentRuntime, createPromptRegistry }, json);
      const there = JSON.parse((await atEdge?.(json)) ?? "") as Played;

      expect(there.text).toBe(here.text);
      expect(comparableEvents(there.events)).toEqual(comparableEvents(here.events));
      expect(here.text).not.toBe("");
    },
  );
});

it("the edge entry takes these packages along, and no provider's", () => {
  expect(packages).toEqual([
    "@ai-sdk/provider",
    "@modelcontextprotocol/client",
    "@modelcontextprotocol/core",
    "acorn",
    "eventsource-parser",
    "pkce-challenge",
    "yaml",
    "zod",
  ]);
});

describe("workerd", () => {
  it.skipIf(worker === undefined)("has nothing of Node", async () => {
    await using bare = await startWorkerd("", "() => typeof process + typeof Buffer");

    expect(await bare.call("")).toBe("undefinedundefined");
  });
});
