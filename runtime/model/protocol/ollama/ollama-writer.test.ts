import { expect, test } from "vitest";

import type { ModelMessage, ModelSettings } from "#runtime/model/driver.ts";

import { writeOllama } from "./ollama-writer.ts";

const QUESTION: ModelMessage = { role: "user", content: "What is the weather?" };

function body(messages: readonly ModelMessage[], settings: ModelSettings = {}) {
  return writeOllama({ messages, tools: [], settings }, "qwen3").body;
}

test("a bare question is posted to /api/chat and streams", () => {
  expect(writeOllama({ messages: [QUESTION], tools: [] }, "qwen3")).toEqual({
    path: "/api/chat",
    body: {
      model: "qwen3",
      stream: true,
      messages: [{ role: "user", content: "What is the weather?" }],
    },
  });
});

test("calls carry objects, results name their tool, and thinking goes back with its calls", () => {
  const { messages } = body([
    { role: "system", content: "Be brief." },
    QUESTION,
    {
      role: "assistant",
      content: "",
      tool_calls: [{ provider_call_id: "a", name: "weather", arguments: '{"city":"Paris"}' }],
      reasoning_items: [
        { type: "ollama_thinking", thinking: "Hm." },
        { type: "reasoning", encrypted_content: "of another provider" },
      ],
    },
    { role: "tool", provider_call_id: "a", name: "weather", content: "Rain", is_error: false },
    { role: "assistant", content: "Rain.", tool_calls: [] },
  ]);

  expect(messages).toEqual([
    { role: "system", content: "Be brief." },
    { role: "user", content: "What is the weather?" },
    {
      role: "assistant",
      content: "",
      thinking: "Hm.",
      tool_calls: [{ id: "a", function: { name: "weather", arguments: { city: "Paris" } } }],
    },
    { role: "tool", tool_name: "weather", tool_call_id: "a", content: "Rain" },
    { role: "assistant", content: "Rain." },
  ]);
});

test("tools are functions with an object for a schema", () => {
  const tool = { name: "now", description: "The time", input_schema: null };

  expect(writeOllama({ messages: [QUESTION], tools: [tool] }, "qwen3").body["tools"]).toEqual([
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

test("settings become options under Ollama's names, a schema the format", () => {
  const { options, format } = body([QUESTION], {
    temperature: 0,
    top_p: 0.9,
    top_k: 40,
    max_output_tokens: 100,
    presence_penalty: 1,
    frequency_penalty: -1,
    stop: ["END"],
    parallel_tool_calls: false,
    response_schema: { name: "answer", schema: { type: "object" } },
  });

  expect(options).toEqual({
    temperature: 0,
    top_p: 0.9,
    top_k: 40,
    num_predict: 100,
    presence_penalty: 1,
    frequency_penalty: -1,
    stop: ["END"],
  });
  expect(format).toEqual({ type: "object" });
});

test.each([
  ["none", false],
  ["minimal", "low"],
  ["medium", "medium"],
  ["xhigh", "high"],
])("effort %s is asked for as think: %j", (effort, think) => {
  expect(body([QUESTION], { reasoning_effort: effort })["think"]).toBe(think);
});
