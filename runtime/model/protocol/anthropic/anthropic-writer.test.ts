import { expect, test } from "vitest";

import type { ModelMessage, ModelRequest, ModelSettings } from "#runtime/model/driver.ts";

import { writeAnthropic } from "./anthropic-writer.ts";

const MODEL = "claude-sonnet-5";
const QUESTION: ModelMessage = { role: "user", content: "What is the weather?" };
const THINKING = { type: "thinking", thinking: "Hm.", signature: "c2ln" };

const called = (id: string, text: string, items: readonly object[] = []): ModelMessage => ({
  role: "assistant",
  content: "",
  tool_calls: [{ provider_call_id: id, name: "weather", arguments: text }],
  ...(items.length > 0 && { reasoning_items: JSON.parse(JSON.stringify(items)) }),
});
const result = (id: string, is_error = false): ModelMessage => ({
  role: "tool",
  provider_call_id: id,
  name: "weather",
  content: "Rain",
  is_error,
});

function body(messages: readonly ModelMessage[], settings: ModelSettings = {}, model = MODEL) {
  return writeAnthropic({ messages, tools: [], settings }, model).body;
}

test("a bare question is posted to /messages, streams and has the limit that the API wants", () => {
  expect(writeAnthropic({ messages: [QUESTION], tools: [] }, MODEL)).toEqual({
    path: "/messages",
    body: {
      model: MODEL,
      max_tokens: 32_000,
      stream: true,
      messages: [{ role: "user", content: [{ type: "text", text: "What is the weather?" }] }],
    },
  });
});

test("the system's messages go before the conversation, joined", () => {
  const { system, messages } = body([
    { role: "system", content: "Be brief." },
    QUESTION,
    { role: "system", content: "Be kind." },
  ]);

  expect(system).toBe("Be brief.\n\nBe kind.");
  expect(messages).toHaveLength(1);
});

test("results and questions in a row become one message of the user", () => {
  const { messages } = body([
    QUESTION,
    {
      role: "assistant",
      content: "Looking.",
      tool_calls: [
        { provider_call_id: "a", name: "weather", arguments: '{"city":"Paris"}' },
        { provider_call_id: "b", name: "weather", arguments: "" },
      ],
    },
    result("a"),
    result("b", true),
    { role: "user", content: "And tomorrow?" },
  ]);

  expect(messages).toEqual([
    { role: "user", content: [{ type: "text", text: "What is the weather?" }] },
    {
      role: "assistant",
      content: [
        { type: "text", text: "Looking." },
        { type: "tool_use", id: "a", name: "weather", input: { city: "Paris" } },
        { type: "tool_use", id: "b", name: "weather", input: {} },
      ],
    },
    {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "a", content: "Rain" },
        { type: "tool_result", tool_use_id: "b", content: "Rain", is_error: true },
        { type: "text", text: "And tomorrow?" },
      ],
    },
  ]);
});

test("an answer that says nothing and empty text are left out", () => {
  const { messages } = body([
    QUESTION,
    { role: "assistant", content: " ", tool_calls: [] },
    { role: "user", content: "Still there?" },
  ]);

  expect(messages).toEqual([
    {
      role: "user",
      content: [
        { type: "text", text: "What is the weather?" },
        { type: "text", text: "Still there?" },
      ],
    },
  ]);
});

test("thinking goes back as it came, before the calls; items of other providers stay out", () => {
  const redacted = { type: "redacted_thinking", data: "ZGF0YQ==" };
  const foreign = { type: "reasoning", encrypted_content: "x" };
  const { messages } = body([QUESTION, called("a", "{}", [THINKING, redacted, foreign])]);

  expect(messages).toMatchObject([
    {},
    { role: "assistant", content: [THINKING, redacted, { type: "tool_use" }] },
  ]);
});

test("ids of other providers are made fit for call and result alike", () => {
  const { messages } = body([QUESTION, called("call:1.2", "{}"), result("call:1.2")]);

  expect(messages).toMatchObject([
    {},
    { content: [{ id: "call_1_2" }] },
    { content: [{ tool_use_id: "call_1_2" }] },
  ]);
});

test("arguments that are no object go back under a name that says so", () => {
  const { messages } = body([QUESTION, called("a", '{"city":')]);

  expect(messages).toMatchObject([{}, { content: [{ input: { invalid_arguments: '{"city":' } }] }]);
});

test("tools have an object for a schema and may be called one at a time", () => {
  const request: ModelRequest = {
    messages: [QUESTION],
    tools: [{ name: "now", description: "The time", input_schema: true }],
    settings: { parallel_tool_calls: false },
  };

  expect(writeAnthropic(request, MODEL).body).toMatchObject({
    tools: [
      { name: "now", description: "The time", input_schema: { type: "object", properties: {} } },
    ],
    tool_choice: { type: "auto", disable_parallel_tool_use: true },
  });
});

test("settings take the API's names; what it has no word for is left out", () => {
  const written = body([QUESTION], {
    temperature: 0.2,
    top_p: 0.9,
    top_k: 40,
    max_output_tokens: 100,
    presence_penalty: 1,
    stop: ["END"],
    response_schema: { name: "answer", schema: { type: "object" } },
  });

  expect(written).toEqual({
    model: MODEL,
    max_tokens: 100,
    stream: true,
    messages: expect.anything(),
    temperature: 0.2,
    top_p: 0.9,
    top_k: 40,
    stop_sequences: ["END"],
    output_config: { format: { type: "json_schema", schema: { type: "object" } } },
  });
});

test.each([
  [MODEL, "high", { type: "adaptive", display: "summarized" }, { effort: "high" }],
  [MODEL, "minimal", { type: "adaptive", display: "summarized" }, { effort: "low" }],
  ["claude-haiku-4-5-20251001", "low", { type: "enabled", budget_tokens: 4096 }, undefined],
  ["claude-sonnet-4-20250514", "max", { type: "enabled", budget_tokens: 24_576 }, undefined],
  [MODEL, "none", undefined, undefined],
])("%s reasons with effort %s", (model, effort, thinking, output_config) => {
  const written = body([QUESTION], { reasoning_effort: effort }, model);

  expect(written["thinking"]).toEqual(thinking);
  expect(written["output_config"]).toEqual(output_config);
});

test("a budget for thinking leaves room for the answer, and a model that thinks sets its temperature", () => {
  const settings = { reasoning_effort: "high", max_output_tokens: 4000, temperature: 0.2 };
  const written = body([QUESTION], settings, "claude-haiku-4-5");

  expect(written["thinking"]).toEqual({ type: "enabled", budget_tokens: 2976 });
  expect(written["temperature"]).toBeUndefined();
});

test("a turn whose calls another model made is finished without thinking", () => {
  const settings = { reasoning_effort: "high" };

  const foreign = body([QUESTION, called("a", "{}"), result("a")], settings);
  const own = body([QUESTION, called("a", "{}", [THINKING]), result("a")], settings);
  const later = body([QUESTION, called("a", "{}"), result("a"), QUESTION], settings);

  expect(foreign["thinking"]).toBeUndefined();
  expect(own["thinking"]).toMatchObject({ type: "adaptive" });
  expect(later["thinking"]).toMatchObject({ type: "adaptive" });
});
