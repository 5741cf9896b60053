import { expect, test } from "vitest";

import type { ModelMessage, ModelRequest, ModelSettings } from "#runtime/model/driver.ts";

import { writeCohere } from "./cohere-writer.ts";

const MODEL = "command-a-plus-05-2026";
const QUESTION: ModelMessage = { role: "user", content: "What is the weather?" };
const TOOLS = [{ name: "now", description: "The time", input_schema: null }];

function body(
  messages: readonly ModelMessage[],
  settings: ModelSettings = {},
  tools: ModelRequest["tools"] = [],
) {
  return writeCohere({ messages, tools, settings }, MODEL).body;
}

test("a bare question is posted to /chat and streams", () => {
  expect(writeCohere({ messages: [QUESTION], tools: [] }, MODEL)).toEqual({
    path: "/chat",
    body: {
      model: MODEL,
      stream: true,
      messages: [{ role: "user", content: "What is the weather?" }],
    },
  });
});

test("the system's messages are the first turn, joined, and turns that say nothing are left out", () => {
  expect(
    body([
      { role: "system", content: "Be brief." },
      QUESTION,
      { role: "assistant", content: "", tool_calls: [] },
      { role: "system", content: "Be kind." },
    ])["messages"],
  ).toEqual([
    { role: "system", content: "Be brief.\n\nBe kind." },
    { role: "user", content: "What is the weather?" },
  ]);
});

test("calls go back with what led to them, and results name their call", () => {
  const { messages } = body([
    QUESTION,
    {
      role: "assistant",
      content: "",
      tool_calls: [
        { provider_call_id: "a", name: "weather", arguments: '{"city": "Paris"}' },
        { provider_call_id: "b", name: "now", arguments: "" },
        { provider_call_id: "c", name: "now", arguments: "null" },
      ],
      reasoning_items: [
        { type: "reasoning", encrypted_content: "of another provider" },
        { type: "cohere_reasoning", thinking: "Hm.", plan: "I will look." },
      ],
    },
    { role: "tool", provider_call_id: "a", name: "weather", content: "Rain", is_error: false },
    { role: "assistant", content: "Rain.", tool_calls: [] },
  ]);

  const call = (id: string, name: string, text: string) => ({
    id,
    type: "function",
    function: { name, arguments: text },
  });
  expect(messages).toEqual([
    { role: "user", content: "What is the weather?" },
    {
      role: "assistant",
      content: [{ type: "thinking", thinking: "Hm." }],
      tool_plan: "I will look.",
      tool_calls: [
        call("a", "weather", '{"city": "Paris"}'),
        call("b", "now", "{}"),
        call("c", "now", '{"invalid_arguments":"null"}'),
      ],
    },
    { role: "tool", tool_call_id: "a", content: "Rain" },
    { role: "assistant", content: "Rain." },
  ]);
});

test("what was thought stands before what was said", () => {
  const { messages } = body([
    {
      role: "assistant",
      content: "I look.",
      tool_calls: [],
      reasoning_items: [{ type: "cohere_reasoning", thinking: "Hm.", plan: "" }],
    },
  ]);

  expect(messages).toEqual([
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "Hm." },
        { type: "text", text: "I look." },
      ],
    },
  ]);
});

test("tools are functions with an object for a schema", () => {
  expect(body([QUESTION], {}, TOOLS)["tools"]).toEqual([
    {
      type: "function",
      function: {
        name: "now",
        description: "The time",
        parameters: { type: "object", properties: {} },
      },
    },
  ]);
});

test("settings go under Cohere's names", () => {
  const settings = {
    temperature: 0,
    top_p: 0.9,
    top_k: 40,
    max_output_tokens: 100,
    presence_penalty: 0.5,
    frequency_penalty: 0.25,
    stop: ["END"],
    parallel_tool_calls: false,
  };

  expect(body([QUESTION], settings)).toEqual({
    ...body([QUESTION]),
    temperature: 0,
    p: 0.9,
    k: 40,
    max_tokens: 100,
    presence_penalty: 0.5,
    frequency_penalty: 0.25,
    stop_sequences: ["END"],
  });
});

test("a schema is the format of an answer, but not beside tools, which the API refuses", () => {
  const settings = { response_schema: { name: "answer", schema: { type: "object" } } };

  expect(body([QUESTION], settings)["response_format"]).toEqual({
    type: "json_object",
    json_schema: { type: "object" },
  });
  expect(body([QUESTION], settings, TOOLS)["response_format"]).toBeUndefined();
});

test.each([
  ["none", { type: "disabled" }],
  ["low", { type: "enabled", token_budget: 1024 }],
  ["medium", { type: "enabled", token_budget: 8192 }],
  ["high", { type: "enabled" }],
])("effort %s is asked for as thinking %j", (effort, thinking) => {
  expect(body([QUESTION], { reasoning_effort: effort })["thinking"]).toEqual(thinking);
});
