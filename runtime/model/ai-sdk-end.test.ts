import type { LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { expect, test } from "vitest";

import { FINISH, finish, mapParts, NO_USAGE, text } from "./testing/sdk-parts.ts";

const DONE = { type: "done", finish_reason: "stop", provider_finish: "stop" };

test("usage has what the provider reported, a real zero included, and nothing else", () => {
  const usage = {
    inputTokens: { total: 12, noCache: 12, cacheRead: 0, cacheWrite: undefined },
    outputTokens: { total: 3, text: 3, reasoning: 0 },
    raw: { prompt_tokens: 12, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 0 } },
  };

  expect(mapParts([finish("length", usage)])).toEqual([
    {
      type: "usage",
      usage: { input_tokens: 12, output_tokens: 3, cached_input_tokens: 0 },
      provider_usage: usage.raw,
    },
    { type: "done", finish_reason: "length", provider_finish: "length" },
  ]);
});

test("usage that makes no sense is left out", () => {
  const usage = {
    inputTokens: { ...NO_USAGE.inputTokens, total: Number.NaN },
    outputTokens: { ...NO_USAGE.outputTokens, total: -1 },
  };

  expect(mapParts([finish("stop", usage)])).toEqual([DONE]);
});

test.each([
  ["stop", "stop"],
  ["length", "length"],
  ["content-filter", "content_filter"],
  ["tool-calls", "tool_calls"],
  ["other", "unknown"],
] as const)("the finish reason %s is ours %s", (unified, ours) => {
  expect(mapParts([finish(unified)])).toEqual([
    { type: "done", finish_reason: ours, provider_finish: unified },
  ]);
});

test("metadata of the provider comes with the end, an empty one does not", () => {
  const part = {
    ...FINISH,
    type: "finish",
    providerMetadata: { openai: { responseId: "resp_1" }, x: {} },
  };

  expect(mapParts([part as LanguageModelV4StreamPart])).toEqual([
    {
      type: "done",
      finish_reason: "stop",
      provider_finish: "stop",
      provider_metadata: { openai: { responseId: "resp_1" } },
    },
  ]);
});

test.each([
  ["no finish at all", [text("Hel")]],
  ["a finish that says so", [text("Hel"), finish("interrupted")]],
])("a stream that broke off with %s ends in stream_truncated", (_name, parts) => {
  const events = mapParts(parts);

  expect(events[0]).toEqual({ type: "message_delta", text: "Hel" });
  expect(events[1]).toMatchObject({ type: "error", code: "stream_truncated", retryable: true });
  expect(events).toHaveLength(2);
});
