import { expect, test } from "vitest";

import type { ModelMessage } from "#runtime/model/driver.ts";
import { chatRequest } from "./chat-request.ts";
import { plainReasoning } from "./plain-reasoning.ts";

const ASKED: ModelMessage = { role: "user", content: "Look" };

function messagesOf(...messages: readonly ModelMessage[]): unknown {
  return chatRequest({ messages: [ASKED, ...messages], tools: [] }, "m", {})["messages"];
}

function assistant(written: string): ModelMessage {
  const call = { provider_call_id: "c", name: "read", arguments: written };
  return { role: "assistant", content: "", tool_calls: [call] };
}

test("a bare request asks for a stream with usage and nothing else", () => {
  expect(chatRequest({ messages: [ASKED], tools: [] }, "m", {})).toEqual({
    model: "m",
    messages: [{ role: "user", content: "Look" }],
    stream: true,
    stream_options: { include_usage: true },
  });
});

test.each([
  ['{ "p": 1 }', '{ "p": 1 }'],
  ["", "{}"],
  ["{oops", '{"invalid_arguments":"{oops"}'],
  ["[1]", '{"invalid_arguments":"[1]"}'],
])("a call with the arguments %j goes back with %j", (written, sent) => {
  expect(messagesOf(assistant(written))).toMatchObject([
    { role: "user" },
    { role: "assistant", content: null, tool_calls: [{ function: { arguments: sent } }] },
  ]);
});

test("an assistant that said nothing is left out", () => {
  expect(messagesOf({ role: "assistant", content: "", tool_calls: [] })).toHaveLength(1);
});

test("reasoning goes back as it came, and that of another protocol stays away", () => {
  const own = { type: "reasoning.encrypted", data: "x" };
  const foreign = { type: "reasoning", encrypted_content: "y" };
  const reasoning_items = [own, foreign];

  expect(
    messagesOf({ role: "assistant", content: "Hm", tool_calls: [], reasoning_items }),
  ).toMatchObject([{}, { content: "Hm", reasoning_details: [own] }]);
});

test("settings are given in the words of the protocol", () => {
  const body = chatRequest(
    {
      messages: [ASKED],
      tools: [{ name: "read", description: "Reads", input_schema: true }],
      settings: {
        temperature: 0,
        top_k: 40,
        max_output_tokens: 100,
        stop: ["END"],
        parallel_tool_calls: false,
        reasoning_effort: "low",
        response_schema: { name: "plan", schema: { type: "object" } },
      },
    },
    "m",
    {},
  );

  expect(body).toMatchObject({
    temperature: 0,
    top_k: 40,
    max_tokens: 100,
    stop: ["END"],
    parallel_tool_calls: false,
    reasoning_effort: "low",
    response_format: {
      type: "json_schema",
      json_schema: { name: "plan", schema: { type: "object" } },
    },
    tools: [{ type: "function", function: { parameters: { type: "object", properties: {} } } }],
  });
  expect(body).not.toHaveProperty("top_p");
});

test("the limit of an answer goes by the name that the server has for it", () => {
  const request = { messages: [ASKED], tools: [], settings: { max_output_tokens: 100 } };
  const body = chatRequest(request, "m", { limitName: "max_completion_tokens" });

  expect(body).toMatchObject({ max_completion_tokens: 100 });
  expect(body).not.toHaveProperty("max_tokens");
});

test("a server that wants reasoning gets it with each message of its model, also where there was none", () => {
  const messages = [
    ASKED,
    { ...assistant("{}"), reasoning_items: [plainReasoning("Let me "), plainReasoning("look")] },
    assistant("{}"),
  ];
  const sent = chatRequest({ messages, tools: [] }, "m", { wantsReasoning: true });

  expect(sent["messages"]).toEqual([
    { role: "user", content: "Look" },
    expect.objectContaining({ reasoning_content: "Let me look" }),
    expect.objectContaining({ reasoning_content: "" }),
  ]);
  expect(JSON.stringify(messagesOf(...messages))).not.toContain("Let me");
});
