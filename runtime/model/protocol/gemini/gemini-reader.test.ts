import { expect, test } from "vitest";

import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { only, spoken } from "#runtime/model/testing/collect.ts";
import { readFrames } from "#runtime/model/testing/read-frames.ts";

import { geminiProtocol } from "./gemini-protocol.ts";

const response = (
  parts: readonly Json[],
  candidate: Record<string, Json> = {},
): Record<string, Json> => ({
  candidates: [{ content: { role: "model", parts: [...parts] }, index: 0, ...candidate }],
  responseId: "r1",
});
const STOP = response([{ text: "" }], { finishReason: "STOP" });
const call = (name: string, args: Json, more: Record<string, Json> = {}): Json => ({
  functionCall: { name, args },
  ...more,
});

function read(...frames: readonly Json[]): NormalizedEvent[] {
  return readFrames(geminiProtocol, frames);
}

test("text and thoughts are told apart, and the end has usage and the provider's own word", () => {
  const usageMetadata = {
    promptTokenCount: 10,
    candidatesTokenCount: 3,
    thoughtsTokenCount: 7,
    toolUsePromptTokenCount: 5,
    cachedContentTokenCount: 4,
    totalTokenCount: 25,
  };
  const events = read(
    { ...response([{ text: "Hm.", thought: true }]), usageMetadata: { promptTokenCount: 10 } },
    response([{ text: "Rain" }, { text: "." }]),
    { ...STOP, usageMetadata },
  );

  expect(spoken(events)).toEqual({ text: "Rain.", reasoning: "Hm." });
  expect(events.slice(-2)).toEqual([
    {
      type: "usage",
      usage: {
        input_tokens: 15,
        output_tokens: 10,
        cached_input_tokens: 4,
        reasoning_tokens: 7,
      },
      provider_usage: usageMetadata,
    },
    { type: "done", finish_reason: "stop", provider_finish: "STOP" },
  ]);
});

test("the last counts stand as they came: what they leave out is not filled up with older ones", () => {
  const last = { promptTokenCount: 50, thoughtsTokenCount: 8, totalTokenCount: 58 };
  const events = read(
    {
      ...response([{ text: "Rain." }]),
      usageMetadata: { promptTokenCount: 6, candidatesTokenCount: 9 },
    },
    { ...STOP, usageMetadata: last },
    { usageMetadata: { trafficType: "ON_DEMAND" } },
  );

  expect(only(events, "usage")).toEqual([
    {
      type: "usage",
      usage: { input_tokens: 50, output_tokens: 8, reasoning_tokens: 8 },
      provider_usage: last,
    },
  ]);
});

test("usage that no response reports is absent", () => {
  expect(only(read(STOP), "usage")).toEqual([]);
});

test("calls without ids get some that are the same each time and differ between answers", () => {
  const parts = [call("now", {}), call("now", { zone: "UTC" })];
  const first = only(read(response(parts), STOP), "tool_call_complete");
  const again = only(read(response(parts), STOP), "tool_call_complete");
  const other = { ...response(parts), responseId: "r2" };

  expect(first.map(({ arguments: text }) => text)).toEqual(["{}", '{"zone":"UTC"}']);
  expect(new Set(first.map(({ id }) => id)).size).toBe(2);
  expect(again).toEqual(first);
  expect(only(read(other, STOP), "tool_call_complete")[0]?.id).not.toBe(first[0]?.id);
});

test("a call keeps the id that the provider gave, and STOP after it means a call", () => {
  const events = read(response([{ functionCall: { name: "now", id: "96c1" } }]), STOP);

  expect(events).toEqual([
    { type: "tool_call_delta", id: "96c1", name: "now", arguments_delta: "" },
    { type: "tool_call_delta", id: "96c1", arguments_delta: "{}" },
    { type: "tool_call_complete", id: "96c1", name: "now", arguments: "{}" },
    { type: "done", finish_reason: "tool_calls", provider_finish: "STOP" },
  ]);
});

test("a thought signature is kept with the call or the text that it came with", () => {
  const events = read(
    response([call("now", {}, { thoughtSignature: "c2ln" }), call("now", {})]),
    response([{ text: "", thoughtSignature: "dGV4dA==" }], { finishReason: "STOP" }),
  );
  const [first] = only(events, "tool_call_complete");

  expect(only(events, "reasoning_item").map(({ item }) => item)).toEqual([
    { type: "gemini_thought_signature", call_id: first?.id, signature: "c2ln" },
    { type: "gemini_thought_signature", signature: "dGV4dA==" },
  ]);
});

test("arguments that come in pieces become one object, also where the last piece is missing", () => {
  const piece = (partialArgs: readonly Json[]): Json =>
    response([{ functionCall: { partialArgs: [...partialArgs], willContinue: true } }]);
  const events = read(
    response([{ functionCall: { name: "write", willContinue: true }, thoughtSignature: "c2ln" }]),
    piece([{ jsonPath: "$.items[0].name", stringValue: "ap", willContinue: true }]),
    piece([{ jsonPath: "$.items[0].name", stringValue: "ple" }]),
    piece([{ jsonPath: "$.items[0].price", numberValue: 0.5 }]),
    piece([{ jsonPath: "$.items[1]['in stock']", boolValue: false }]),
    piece([{ jsonPath: "$.note", nullValue: null }]),
    STOP,
  );

  expect(JSON.parse(only(events, "tool_call_complete")[0]?.arguments ?? "")).toEqual({
    items: [{ name: "apple", price: 0.5 }, { "in stock": false }],
    note: null,
  });
});

test("code that Google runs is shown with its result and is no call", () => {
  const events = read(
    response([
      { executableCode: { language: "PYTHON", code: "print(1)" } },
      { codeExecutionResult: { outcome: "OUTCOME_OK", output: "1\n" } },
      { executableCode: { language: "PYTHON", code: "1/0" } },
      { codeExecutionResult: { outcome: "OUTCOME_FAILED", output: "ZeroDivisionError" } },
    ]),
    STOP,
  );

  const runs = only(events, "provider_tool");
  expect(runs.map(({ status }) => status)).toEqual(["running", "done", "running", "failed"]);
  expect(runs[0]?.id).toBe(runs[1]?.id);
  expect(runs[1]?.id).not.toBe(runs[2]?.id);
  expect(events.at(-1)).toMatchObject({ finish_reason: "stop" });
});

test("a tool of Google's own is shown with its result, and its signature is no text's", () => {
  const search = { toolType: "GOOGLE_SEARCH_WEB", id: "s1" };
  const events = read(
    response([
      { toolCall: { ...search, args: { queries: ["rain"] } }, thoughtSignature: "a" },
      { toolResponse: { ...search, response: {} }, thoughtSignature: "b" },
      { text: "It rains.", thoughtSignature: "c" },
    ]),
    STOP,
  );

  expect(only(events, "provider_tool")).toMatchObject([
    { id: "s1", name: "google_search_web", status: "running" },
    { id: "s1", name: "google_search_web", status: "done" },
  ]);
  expect(only(events, "reasoning_item")).toMatchObject([{ item: { signature: "c" } }]);
  expect(events.at(-1)).toMatchObject({ finish_reason: "stop" });
});

test("grounding that grows with each response gives each place once", () => {
  const page = { web: { uri: "https://example.com/rain", title: "Rain" } };
  const passage = { retrievedContext: { text: "It rains.\n", fileSearchStore: "stores/1" } };
  const events = read(
    response([{ text: "a" }], { groundingMetadata: { groundingChunks: [page] } }),
    response([{ text: "b" }], { groundingMetadata: {} }),
    response([{ text: "c" }], {
      groundingMetadata: { groundingChunks: [page, passage] },
      citationMetadata: { citationSources: [{ uri: "https://example.com/poem" }] },
      finishReason: "STOP",
    }),
  );

  expect(only(events, "citation").map(({ citation }) => citation)).toEqual([
    { title: "Rain", url: "https://example.com/rain" },
    { title: "stores/1", quote: "It rains." },
    { title: "https://example.com/poem", url: "https://example.com/poem" },
  ]);
});

test.each([
  ["STOP", "stop"],
  ["MAX_TOKENS", "length"],
  ["SAFETY", "content_filter"],
  ["RECITATION", "content_filter"],
  ["OTHER", "unknown"],
])("finish reason %s means %s", (word, reason) => {
  const finishMessage = "because";

  expect(read(response([], { finishReason: word, finishMessage })).at(-1)).toEqual({
    type: "done",
    finish_reason: reason,
    provider_finish: word,
    provider_metadata: { finish_message: "because" },
  });
});

test("a call that the model could not write right is an error worth another try", () => {
  const finishReason = "MALFORMED_FUNCTION_CALL";

  expect(read(response([], { finishReason, finishMessage: "No such tool" })).at(-1)).toMatchObject({
    type: "error",
    message: expect.stringContaining("No such tool"),
    retryable: true,
    provider_finish: finishReason,
  });
});

test("a prompt that is blocked ends without an answer, with the reason", () => {
  const events = read({ promptFeedback: { blockReason: "PROHIBITED_CONTENT" } });

  expect(events).toEqual([
    { type: "done", finish_reason: "content_filter", provider_finish: "PROHIBITED_CONTENT" },
  ]);
});

test("an answer that is one JSON array is read like a stream", () => {
  const frames = [response([{ text: "Rain" }]), response([{ text: "." }]), STOP];

  expect(read(frames)).toEqual(read(...frames));
});

test("an error object ends the answer once, alone or in an array", () => {
  const error = { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" };
  const events = read(response([{ text: "Ra" }]), [{ error }], STOP);

  expect(events.map(({ type }) => type)).toEqual(["message_delta", "error"]);
  expect(events.at(-1)).toMatchObject({ code: "server", retryable: true });
});

test.each([
  ["no frame at all", []],
  ["half a text", [response([{ text: "Ra" }])]],
  ["a call", [response([call("now", {})])]],
] as const)("a stream cut after %s ends with stream_truncated", (_, frames) => {
  expect(read(...frames).at(-1)).toMatchObject({ type: "error", code: "stream_truncated" });
});

test("a frame that is not JSON ends the answer, and after the finish it is passed over", () => {
  expect(read("<html>", STOP).at(-1)).toMatchObject({ type: "error", code: "bad_response" });
  expect(read(STOP, "<html>", "[DONE]").at(-1)).toMatchObject({ type: "done" });
});
