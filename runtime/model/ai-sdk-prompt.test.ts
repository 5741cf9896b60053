import { expect, test } from "vitest";

import { toCallOptions } from "./ai-sdk-prompt.ts";
import type { ModelMessage } from "./driver.ts";

function prompt(...messages: ModelMessage[]): unknown {
  return toCallOptions({ messages, tools: [] }).prompt;
}

function callWith(text: string): ModelMessage {
  return {
    role: "assistant",
    content: "",
    tool_calls: [{ provider_call_id: "c1", name: "search", arguments: text }],
  };
}

test("each role becomes its message, a failed tool result an error", () => {
  const messages = prompt(
    { role: "system", content: "Be brief" },
    { role: "user", content: "Hi" },
    { role: "assistant", content: "Wait", tool_calls: [] },
    { role: "tool", provider_call_id: "c1", name: "search", content: "no", is_error: true },
  );

  expect(messages).toEqual([
    { role: "system", content: "Be brief" },
    { role: "user", content: [{ type: "text", text: "Hi" }] },
    { role: "assistant", content: [{ type: "text", text: "Wait" }] },
    {
      role: "tool",
      content: [
        {
          type: "tool-result",
          toolCallId: "c1",
          toolName: "search",
          output: { type: "error-text", value: "no" },
        },
      ],
    },
  ]);
});

test("an assistant message that says nothing is left out", () => {
  expect(prompt({ role: "assistant", content: "", tool_calls: [] })).toEqual([]);
});

test.each([
  ["the exact text of an object", '{ "q":1 }', '{ "q":1 }'],
  ["an object for no text", "", {}],
  ["a wrapped text that is no JSON", '{"q":', { invalid_arguments: '{"q":' }],
  ["a wrapped text that is no object", "[1]", { invalid_arguments: "[1]" }],
])("a call goes back with %s", (_name, text, input) => {
  expect(prompt(callWith(text))).toEqual([
    {
      role: "assistant",
      content: [{ type: "tool-call", toolCallId: "c1", toolName: "search", input }],
    },
  ]);
});

test("a tool keeps its schema, and one without a usable schema gets an empty object's", () => {
  const schema = { type: "object", properties: { q: { type: "string" } } };
  const { tools, toolChoice } = toCallOptions({
    messages: [],
    tools: [
      { name: "a", description: "A", input_schema: schema },
      { name: "b", description: "B", input_schema: true },
    ],
  });

  expect(tools).toEqual([
    { type: "function", name: "a", description: "A", inputSchema: schema },
    {
      type: "function",
      name: "b",
      description: "B",
      inputSchema: { type: "object", properties: {} },
    },
  ]);
  expect(toolChoice).toEqual({ type: "auto" });
});

test("settings are given in the words of the SDK, and an effort that it does not know is left out", () => {
  const settings = { temperature: 0, top_k: 40, max_output_tokens: 100, stop: ["END"] };
  const schema = { name: "plan", schema: { type: "object" } };
  const asked = { messages: [], tools: [] };

  expect(
    toCallOptions({
      ...asked,
      settings: { ...settings, reasoning_effort: "low", response_schema: schema },
    }),
  ).toEqual({
    prompt: [],
    temperature: 0,
    topK: 40,
    maxOutputTokens: 100,
    stopSequences: ["END"],
    reasoning: "low",
    responseFormat: { type: "json", name: "plan", schema: { type: "object" } },
  });
  expect(toCallOptions({ ...asked, settings: { reasoning_effort: "ultra" } })).toEqual({
    prompt: [],
  });
});

test("reasoning goes back with what its provider attached, and that of another protocol stays away", () => {
  const own = {
    type: "ai-sdk.reasoning",
    text: "Hm",
    provider_options: { anthropic: { signature: "s" } },
  };
  const reasoning_items = [own, { type: "reasoning.encrypted", data: "x" }];

  const { prompt } = toCallOptions({
    messages: [{ role: "assistant", content: "42", tool_calls: [], reasoning_items }],
    tools: [],
  });

  expect(prompt).toEqual([
    {
      role: "assistant",
      content: [
        { type: "reasoning", text: "Hm", providerOptions: { anthropic: { signature: "s" } } },
        { type: "text", text: "42" },
      ],
    },
  ]);
});
