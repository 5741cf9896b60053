import { parse } from "yaml";
import { describe, expect, it } from "vitest";

import { createAgentRuntime as createAtEdge, runAgent as runAtEdge } from "#runtime/edge.ts";
import { Scenario } from "#runtime/model/scenario/scenario-file.ts";
import { createAgentRuntime as createInNode, runAgent } from "#runtime/node-library.ts";
import { createPromptRegistry } from "#runtime/prompt/prompt-registry.ts";
import type { AgentRuntimeConfig } from "./agent-runtime.ts";

const loader = createPromptRegistry({
  hello:
    "---\nmodel: scenario/hello\n---\nYou greet {{ name }}.\n<user>Hello, I am {{ name }}</user>",
  brewer: `---
model: scenario/brew
tools:
  - brew: { description: Makes tea, parameters: { type: object } }
---
You make tea.`,
  lead: "---\nmodel: scenario/ask\nagents: [hello]\n---\nYou lead.",
  facts: "---\nmodel: scenario/json\nschema: { type: object, required: [tea] }\n---\nYou know tea.",
  loop: "---\nmodel: scenario/loop\nagents: [loop]\n---\nYou call yourself.",
  bare: "You have no model.",
  steps: "---\nmodel: scenario/hello\n---\n<step>One</step><step>Two</step>",
});

const scenarios = [
  scenario("hello", "[{ steps: [{ text: Good day }] }]"),
  scenario(
    "brew",
    "[{ steps: [{ calls: [{ tool: brew, arguments: { grams: 3 } }] }] }, { steps: [{ text: Here }] }]",
  ),
  scenario(
    "ask",
    "[{ steps: [{ calls: [{ tool: lat_agent_hello, arguments: { name: Ada } }] }] }, { steps: [{ text: It greeted }] }]",
  ),
  scenario("json", `[{ steps: [{ text: '{"tea":"green"}' }] }]`),
  scenario(
    "loop",
    "[{ steps: [{ calls: [{ tool: lat_agent_loop }] }] }, { steps: [{ text: Enough }] }]",
  ),
  scenario("endless", "[{ steps: [{ pause_ms: 60000 }, { text: never }] }]"),
];

function scenario(name: string, passes: string): Scenario {
  const pace = { tokens_per_second: 1_000_000, burst: 100 };
  const read: unknown = parse(passes);
  return Scenario.parse({ name, title: name, prompt: "Go", pace, passes: read });
}

const ENTRIES = [
  ["in Node", createInNode],
  ["at the edge", createAtEdge],
] as const;

describe.each(ENTRIES)("the library %s", (_where, create) => {
  const runtime = (config: AgentRuntimeConfig = {}) =>
    create({ loader, scenarios, env: {}, ...config });

  it("runs a prompt with its parameters and gives the answer and what happened", async () => {
    const { text, run, events } = await runtime()
      .agent("hello")
      .run({ parameters: { name: "Ada" } });

    expect(text).toBe("Good day");
    expect(run).toMatchObject({ status: "completed", model: "scenario/hello" });
    expect(run.input).toBe("Hello, I am Ada");
    expect(events.at(-1)?.type).toBe("turn.completed");
  });

  it("streams the events as they come, the last one ends it", async () => {
    const stream = await runtime()
      .agent("hello")
      .stream({ parameters: { name: "Ada" } });

    const types: string[] = [];
    for await (const { type } of stream) types.push(type);

    expect(types).toContain("model.delta");
    expect(types.at(-1)).toBe("turn.completed");
    expect((await stream.result).text).toBe("Good day");
  });

  it("gives a tool's call to its handler, the run's own before a registered one", async () => {
    const library = runtime();
    const calls: unknown[] = [];
    library.registerTools({ brew: async () => ({ content: "registered" }) });

    const { run } = await library.agent("brewer").run({
      tools: {
        brew: async (args) => {
          calls.push(args);
          return { content: "green tea" };
        },
      },
    });

    expect(calls).toEqual([{ grams: 3 }]);
    expect(run.tool_calls).toMatchObject([{ status: "done", output: { content: "green tea" } }]);
  });

  it("runs another prompt as a tool", async () => {
    const { text, run } = await runtime().agent("lead").run();

    expect(text).toBe("It greeted");
    expect(run.tool_calls).toMatchObject([
      { name: "lat_agent_hello", status: "done", output: { content: "Good day" } },
    ]);
  });

  it("lets a run name the prompts that it calls, or registers them for every run", async () => {
    const options = { model: "scenario/ask" };
    const registering = runtime();
    registering.registerAgents(["hello"]);

    const named = await runtime()
      .agent("bare")
      .run({ ...options, agents: ["hello"] });
    const registered = await registering.agent("bare").run(options);
    const without = await runtime().agent("bare").run(options);

    const statuses = [named, registered, without].map(({ run }) => run.tool_calls[0]?.status);
    expect(statuses).toEqual(["done", "done", "unknown_tool"]);
  });

  it("lets a prompt that calls itself go no deeper than eight", async () => {
    const { text, run } = await runtime().agent("loop").run();

    expect(text).toBe("Enough");
    expect(run.tool_calls).toMatchObject([{ status: "done", output: { content: "Enough" } }]);
  });

  it("reads an answer by the prompt's schema, and refuses one that does not fit", async () => {
    const { output } = await runtime().agent("facts").run();
    const odd = runtime()
      .agent("facts")
      .run({ schema: { type: "object", required: ["milk"] } });

    expect(output).toEqual({ tea: "green" });
    await expect(odd).rejects.toMatchObject({ name: "InvalidAnswerError" });
  });

  it("takes the call's model before the prompt's, and the default last", async () => {
    const defaults = { model: "scenario/hello" };

    const chosen = await runtime().agent("brewer").run({ model: "scenario/hello", tools: TOOLS });
    const fallen = await runtime({ defaults }).agent("bare").run();

    expect([chosen.run.model, fallen.run.model]).toEqual(["scenario/hello", "scenario/hello"]);
  });

  it("ends a run that takes more steps than it may", async () => {
    const run = runtime().agent("brewer").run({ tools: TOOLS, maxSteps: 1 });

    await expect(run).rejects.toMatchObject({ name: "RunFailedError", code: "max_steps" });
  });

  it("stops with the reason of its signal", async () => {
    const stop = new AbortController();
    const stream = await runtime()
      .agent("bare")
      .stream({ model: "scenario/endless", signal: stop.signal });
    for await (const { type } of stream) {
      if (type === "model.requested") stop.abort(new Error("Enough"));
    }

    await expect(stream.result).rejects.toThrow("Enough");
  });

  it.each([
    ["bare", {}, "MissingModelError"],
    ["hello", { model: "nobody/none" }, "UnsupportedProviderError"],
    ["hello", { model: "openai/none" }, "UnknownModelError"],
    ["hello", { model: "openai/gpt-5.4-mini" }, "ProviderAuthError"],
    ["brewer", {}, "MissingToolHandlerError"],
    ["steps", {}, "StepsNotSupportedError"],
    ["absent", {}, "PromptNotFoundError"],
    ["hello", { agents: ["absent"] }, "PromptNotFoundError"],
  ])("refuses %s with %j as %s, before a model is asked", async (path, options, name) => {
    const asked = runtime()
      .agent(path)
      .run({ parameters: { name: "Ada" }, ...options });

    await expect(asked).rejects.toMatchObject({ name });
  });

  it("asks for a key before the environment is looked at", async () => {
    const asked: unknown[] = [];
    const secrets = (about: object) => {
      asked.push(about);
      return undefined;
    };
    const model = "openai/gpt-5.4-mini";

    const run = runtime({ secrets }).agent("bare").run({ model });

    await expect(run).rejects.toMatchObject({ name: "ProviderAuthError" });
    expect(asked).toEqual([{ provider: "openai", model: "gpt-5.4-mini", modelId: model }]);
  });
});

describe.each([
  ["in Node", runAgent],
  ["at the edge", runAtEdge],
] as const)("runAgent() %s", (_where, run) => {
  it("runs a prompt to its end, or gives its events as they come", async () => {
    const options = { loader, scenarios, parameters: { name: "Ada" } };

    const { text } = await run("hello", options);
    const types: string[] = [];
    for await (const { type } of await run("hello", { ...options, stream: true })) types.push(type);

    expect(text).toBe("Good day");
    expect(types.at(-1)).toBe("turn.completed");
  });
});

const TOOLS = { brew: async () => ({ content: "tea" }) };

describe("the library at the edge", () => {
  it("says that no prompts are registered", async () => {
    const run = createAtEdge({ scenarios }).agent("hello").run();

    await expect(run).rejects.toMatchObject({ name: "MissingRegistryError" });
  });
});
