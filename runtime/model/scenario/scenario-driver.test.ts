import { expect, test } from "vitest";

import type { ModelDriver } from "#runtime/model/driver.ts";
import { collect, only, question, spoken } from "#runtime/model/testing/collect.ts";
import { skippingClock } from "#runtime/model/testing/skipping-clock.ts";
import { converse, type HostedTool } from "#runtime/model/testing/tool-host.ts";

import { parseScenario } from "./parse-scenario.ts";
import { createScenarioDriver } from "./scenario-driver.ts";

function play(passes: string, clock = skippingClock()): ModelDriver {
  const text = `name: x\ntitle: X\nprompt: Go\npasses:\n${passes}`;
  return createScenarioDriver(parseScenario(text, "x.yaml"), clock);
}

const ECHO: HostedTool = {
  name: "echo",
  description: "",
  input_schema: {},
  answer: ({ fail }) => {
    if (fail === true) throw new Error("No");
    return "Yes";
  },
};

test("the steps of a pass come in their order, in words", async () => {
  const driver = play(`
  - steps:
      - reasoning: Hm well
      - text: Hi there
      - bundle: { artifact: a, title: A, html: "<p>1</p>", height: 9 }
      - citation: { title: T, url: "https://a.example" }
`);

  expect(await collect(driver)).toEqual([
    { type: "reasoning_delta", text: "Hm" },
    { type: "reasoning_delta", text: " well" },
    { type: "message_delta", text: "Hi" },
    { type: "message_delta", text: " there" },
    { type: "bundle", artifact: "a", title: "A", html: "<p>1</p>", height: 9 },
    { type: "citation", citation: { title: "T", url: "https://a.example" } },
    { type: "usage", usage: { input_tokens: 1, output_tokens: 4 } },
    { type: "done", finish_reason: "stop" },
  ]);
});

test("calls are written piece by piece, with ids of their own, and end in tool_calls", async () => {
  const driver = play(`
  - steps:
      - calls:
          - { tool: echo, arguments: { words: "one two three" } }
          - { tool: echo, raw_arguments: "{not json" }
  - steps: [{ text: Done }]
`);

  const events = await collect(driver);

  const pieces = only(events, "tool_call_delta").filter((event) => event.id === "scripted_1");
  expect(pieces[0]).toEqual({
    type: "tool_call_delta",
    id: "scripted_1",
    name: "echo",
    arguments_delta: "",
  });
  expect(pieces.map((event) => event.arguments_delta).join("")).toBe('{"words":"one two three"}');
  expect(only(events, "tool_call_complete")).toEqual([
    {
      type: "tool_call_complete",
      id: "scripted_1",
      name: "echo",
      arguments: '{"words":"one two three"}',
    },
    { type: "tool_call_complete", id: "scripted_2", name: "echo", arguments: "{not json" },
  ]);
  expect(events.at(-1)).toEqual({ type: "done", finish_reason: "tool_calls" });
});

test.each([
  [false, "It worked"],
  [true, "It failed"],
])("a step with a condition follows the tools: failing is %s", async (fail, text) => {
  const driver = play(`
  - steps:
      - calls: [{ tool: echo }, { tool: echo, arguments: { fail: ${fail} } }]
  - steps:
      - { text: It worked, when: tools_succeeded }
      - { text: It failed, when: tools_failed }
      - citation: { title: Second call, call: 2 }
`);

  const { passes } = await converse(driver, "Go", [ECHO]);

  expect(spoken(passes[1] ?? []).text).toBe(text);
  expect(only(passes[1] ?? [], "citation")[0]?.citation.tool_call_id).toBe("scripted_2");
});

test("a new turn starts the script anew, with new call ids", async () => {
  const driver = play(`
  - steps: [{ calls: [{ tool: echo }] }]
  - steps: [{ text: Done }]
`);
  const first = await converse(driver, "Go", [ECHO]);

  const second = await converse(driver, "Again", [ECHO], first.messages);

  expect(only(second.passes.flat(), "tool_call_complete").map((call) => call.id)).toEqual([
    "scripted_2",
  ]);
});

test("a failure ends the stream with its own words", async () => {
  const driver = play(`
  - steps:
      - text: Half
      - failure: { code: server, message: Gone, hint: Retry, retryable: true }
`);

  expect(await collect(driver)).toEqual([
    { type: "message_delta", text: "Half" },
    { type: "error", code: "server", message: "Gone", hint: "Retry", retryable: true },
  ]);
});

test("finish and usage can be scripted", async () => {
  const driver = play(`
  - steps: [{ text: Half }]
    finish: length
    usage: { input_tokens: 7 }
`);

  expect((await collect(driver)).slice(1)).toEqual([
    { type: "usage", usage: { input_tokens: 7 } },
    { type: "done", finish_reason: "length" },
  ]);
});

test("generated text has exactly the tokens asked for, and its seed decides it", async () => {
  const text = async (seed: number) => {
    const scenario = parseScenario(
      `name: x\ntitle: X\nprompt: Go\nseed: ${seed}\npasses: [{ steps: [{ generate: { tokens: 500 } }] }]`,
      "x.yaml",
    );
    return collect(createScenarioDriver(scenario, skippingClock()));
  };

  const seven = await text(7);

  expect(only(seven, "message_delta")).toHaveLength(500);
  expect(await text(7)).toEqual(seven);
  expect(spoken(await text(8)).text).not.toBe(spoken(seven).text);
});

test("a script keeps its pace and its pauses", async () => {
  const clock = skippingClock();
  const driver = play(
    `
  - steps:
      - { generate: { tokens: 800 }, pace: { tokens_per_second: 200, burst: 4 } }
      - pause_ms: 100
`,
    clock,
  );

  await collect(driver);

  expect(clock.slept()).toBeCloseTo(4100, 3);
});

test("an abort ends a pause with the signal's reason", async () => {
  const driver = play("\n  - steps: [{ pause_ms: 1000 }]\n");

  await expect(
    collect(driver, question(), AbortSignal.abort(new Error("Stopped"))),
  ).rejects.toThrow("Stopped");
});
