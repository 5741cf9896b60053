import { expect, test } from "vitest";

import type { ModelMessage } from "#runtime/model/driver.ts";
import { responsesProtocol } from "./responses-protocol.ts";

const QUESTION: ModelMessage = { role: "user", content: "Weather?" };

test("a question is one input item and nothing is stored", () => {
  expect(responsesProtocol.write({ messages: [QUESTION], tools: [] }, "m1")).toEqual({
    path: "/responses",
    body: {
      model: "m1",
      stream: true,
      store: false,
      input: [{ role: "user", content: [{ type: "input_text", text: "Weather?" }] }],
    },
  });
});

test.for([
  ["o4-mini", true],
  ["gpt-5.2", true],
  ["openai/gpt-5-mini", true],
  ["grok-4-fast-reasoning", true],
  ["gpt-4o", false],
  ["gpt-5-chat-latest", false],
  ["grok-4-1-fast-non-reasoning", false],
  ["my-deployment", false],
] as const)("whether encrypted reasoning is asked of %s: %s", ([model, isAsked]) => {
  const { body } = responsesProtocol.write({ messages: [QUESTION], tools: [] }, model);

  expect(body["include"]).toEqual(isAsked ? ["reasoning.encrypted_content"] : undefined);
});

test("encrypted reasoning is asked of any model that is to reason or did before", () => {
  const settings = { reasoning_effort: "low" };
  const answered: ModelMessage = {
    role: "assistant",
    content: "21 °C",
    tool_calls: [],
    reasoning_items: [{ type: "reasoning", encrypted_content: "b3BhcXVl" }],
  };
  const told = responsesProtocol.write({ messages: [QUESTION], tools: [], settings }, "mine");
  const seen = responsesProtocol.write({ messages: [QUESTION, answered], tools: [] }, "mine");

  expect(told.body["include"]).toEqual(["reasoning.encrypted_content"]);
  expect(seen.body["include"]).toEqual(["reasoning.encrypted_content"]);
});

test("system messages are the instructions", () => {
  const { body } = responsesProtocol.write(
    {
      messages: [
        { role: "system", content: "Be short" },
        { role: "system", content: "Be kind" },
        QUESTION,
      ],
      tools: [],
    },
    "m1",
  );

  expect(body["instructions"]).toBe("Be short\n\nBe kind");
  expect(body["input"]).toHaveLength(1);
});

test("a tool's round goes back as reasoning, text, call and output, in this order", () => {
  const reasoning = { type: "reasoning", id: "rs_1", encrypted_content: "b3BhcXVl", summary: [] };
  const { body } = responsesProtocol.write(
    {
      messages: [
        QUESTION,
        {
          role: "assistant",
          content: "Let me look",
          reasoning_items: [reasoning, { type: "thinking", signature: "another provider's" }],
          tool_calls: [
            { provider_call_id: "call_1", name: "weather", arguments: '{"city":"Rome"}' },
            { provider_call_id: "call_2", name: "clock", arguments: "" },
          ],
        },
        {
          role: "tool",
          provider_call_id: "call_1",
          name: "weather",
          content: "21 °C",
          is_error: false,
        },
        { role: "tool", provider_call_id: "call_2", name: "clock", content: "no", is_error: true },
      ],
      tools: [],
    },
    "m1",
  );

  expect(body["input"]).toEqual([
    { role: "user", content: [{ type: "input_text", text: "Weather?" }] },
    reasoning,
    { role: "assistant", content: [{ type: "output_text", text: "Let me look" }] },
    { type: "function_call", call_id: "call_1", name: "weather", arguments: '{"city":"Rome"}' },
    { type: "function_call", call_id: "call_2", name: "clock", arguments: "{}" },
    { type: "function_call_output", call_id: "call_1", output: "21 °C" },
    { type: "function_call_output", call_id: "call_2", output: "no" },
  ]);
});

test("tools are flat and not strict, for their schemas are not made for it", () => {
  const { body } = responsesProtocol.write(
    {
      messages: [QUESTION],
      tools: [{ name: "now", description: "The time", input_schema: {} }],
      settings: { parallel_tool_calls: false },
    },
    "m1",
  );

  expect(body).toMatchObject({
    parallel_tool_calls: false,
    tools: [
      {
        type: "function",
        name: "now",
        description: "The time",
        parameters: { type: "object" },
        strict: false,
      },
    ],
  });
});

test("settings use the protocol's words and what it has no word for is left out", () => {
  const { body } = responsesProtocol.write(
    {
      messages: [QUESTION],
      tools: [],
      settings: {
        temperature: 0.2,
        top_p: 0.9,
        top_k: 40,
        stop: ["END"],
        presence_penalty: 1,
        frequency_penalty: 1,
        max_output_tokens: 100,
        reasoning_effort: "low",
        parallel_tool_calls: false,
        response_schema: { name: "city", schema: { type: "object", properties: {} } },
      },
    },
    "m1",
  );

  expect(body).toEqual({
    model: "m1",
    stream: true,
    store: false,
    include: ["reasoning.encrypted_content"],
    input: [{ role: "user", content: [{ type: "input_text", text: "Weather?" }] }],
    temperature: 0.2,
    top_p: 0.9,
    max_output_tokens: 100,
    reasoning: { effort: "low", summary: "auto" },
    text: {
      format: { type: "json_schema", name: "city", schema: { type: "object", properties: {} } },
    },
  });
});
