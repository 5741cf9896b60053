import type { LanguageModelV4StreamPart, LanguageModelV4Usage } from "@ai-sdk/provider";
import fc from "fast-check";
import { expect, test } from "vitest";

import { createPartMapper } from "./ai-sdk-parts.ts";
import { describeFailure } from "./model-failure.ts";
import type { NormalizedEvent } from "./normalized-event.ts";

const NO_USAGE: LanguageModelV4Usage = {
  inputTokens: {
    total: undefined,
    noCache: undefined,
    cacheRead: undefined,
    cacheWrite: undefined,
  },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};
const FINISH = finish("stop");
const DONE = { type: "done", finish_reason: "stop", provider_finish: "stop" };

function finish(
  unified: Extract<LanguageModelV4StreamPart, { type: "finish" }>["finishReason"]["unified"],
  usage: LanguageModelV4Usage = NO_USAGE,
): LanguageModelV4StreamPart {
  return { type: "finish", finishReason: { unified, raw: unified }, usage };
}

function map(parts: readonly LanguageModelV4StreamPart[]): NormalizedEvent[] {
  const identity = { provider: "openai", baseUrl: "https://api.openai.com/v1" };
  const mapper = createPartMapper((error) => describeFailure(error, identity));
  return [...parts.flatMap((part) => mapper.next(part)), ...mapper.end()];
}

function text(delta: string, id = "t"): LanguageModelV4StreamPart {
  return { type: "text-delta", id, delta };
}

test("text and reasoning become deltas in their order, without the empty ones", () => {
  const events = map([
    { type: "stream-start", warnings: [] },
    { type: "reasoning-start", id: "r" },
    { type: "reasoning-delta", id: "r", delta: "Hm" },
    { type: "reasoning-end", id: "r" },
    { type: "text-start", id: "t" },
    text(""),
    text("Hi"),
    { type: "text-end", id: "t" },
    FINISH,
  ]);

  expect(events).toEqual([
    { type: "reasoning_delta", text: "Hm" },
    { type: "message_delta", text: "Hi" },
    DONE,
  ]);
});

test("two text blocks in a row are two paragraphs, and text around a tool call is left alone", () => {
  const events = map([
    { type: "text-start", id: "1" },
    text("a", "1"),
    { type: "text-start", id: "2" },
    text("b", "2"),
    { type: "tool-call", toolCallId: "c", toolName: "x", input: "{}" },
    { type: "text-start", id: "3" },
    text("c", "3"),
    FINISH,
  ]);

  expect(events.map((event) => (event.type === "message_delta" ? event.text : event.type))).toEqual(
    ["a", "\n\nb", "tool_call_complete", "c", "done"],
  );
});

test("a tool call is its name, its pieces and the exact text as a whole", () => {
  const events = map([
    { type: "tool-input-start", id: "c1", toolName: "search" },
    { type: "tool-input-delta", id: "c1", delta: '{"q": ' },
    { type: "tool-input-delta", id: "c1", delta: "1}" },
    { type: "tool-input-end", id: "c1" },
    { type: "tool-call", toolCallId: "c1", toolName: "search", input: '{"q": 1}' },
    finish("tool-calls"),
  ]);

  expect(events).toEqual([
    { type: "tool_call_delta", id: "c1", name: "search", arguments_delta: "" },
    { type: "tool_call_delta", id: "c1", arguments_delta: '{"q": ' },
    { type: "tool_call_delta", id: "c1", arguments_delta: "1}" },
    { type: "tool_call_complete", id: "c1", name: "search", arguments: '{"q": 1}' },
    { type: "done", finish_reason: "tool_calls", provider_finish: "tool-calls" },
  ]);
});

test("a call that the provider runs itself is told as such, and not given to the runtime", () => {
  const events = map([
    { type: "tool-input-start", id: "w", toolName: "web_search", providerExecuted: true },
    { type: "tool-input-delta", id: "w", delta: "{}" },
    {
      type: "tool-call",
      toolCallId: "w",
      toolName: "web_search",
      input: "{}",
      providerExecuted: true,
    },
    { type: "tool-result", toolCallId: "w", toolName: "web_search", result: { hits: 2 } },
    FINISH,
  ]);

  const tool = { type: "provider_tool", id: "w", name: "web_search" };
  expect(events).toEqual([
    { ...tool, status: "running", item: "{}" },
    { ...tool, status: "done", item: { hits: 2 } },
    DONE,
  ]);
});

test("reasoning that its provider wants back is one item with all that was attached to its block", () => {
  const events = map([
    { type: "reasoning-start", id: "r" },
    { type: "reasoning-delta", id: "r", delta: "Let me " },
    { type: "reasoning-delta", id: "r", delta: "see" },
    {
      type: "reasoning-delta",
      id: "r",
      delta: "",
      providerMetadata: { anthropic: { signature: "s" } },
    },
    { type: "reasoning-end", id: "r" },
    FINISH,
  ]);

  expect(events.slice(2)).toEqual([
    {
      type: "reasoning_item",
      item: {
        type: "ai-sdk.reasoning",
        text: "Let me see",
        provider_options: { anthropic: { signature: "s" } },
      },
    },
    DONE,
  ]);
});

test("a page that is cited with a range and named again as a source counts once", () => {
  const source = {
    type: "source",
    sourceType: "url",
    id: "1",
    url: "https://a.example",
    title: "A",
  } as const;
  const events = map([
    {
      type: "text-end",
      id: "t",
      citations: [
        { source, startIndex: 0, endIndex: 4 },
        { source, startIndex: 0, endIndex: 4 },
        { source, startIndex: 9, endIndex: 12, citedText: "quoted words" },
      ],
    },
    source,
    FINISH,
  ]);

  expect(events.slice(0, -1)).toEqual([
    { type: "citation", citation: { title: "A", url: "https://a.example" } },
    { type: "citation", citation: { title: "A", url: "https://a.example", quote: "quoted words" } },
  ]);
});

test("a document without an address is cited by its file name", () => {
  const events = map([
    {
      type: "source",
      sourceType: "document",
      id: "1",
      mediaType: "text/plain",
      title: "Plan",
      filename: "plan.md",
    },
    FINISH,
  ]);

  expect(events[0]).toEqual({ type: "citation", citation: { title: "Plan", path: "plan.md" } });
});

test("usage has what the provider reported, a real zero included, and nothing else", () => {
  const usage = {
    inputTokens: { total: 12, noCache: 12, cacheRead: 0, cacheWrite: undefined },
    outputTokens: { total: 3, text: 3, reasoning: 0 },
    raw: { prompt_tokens: 12, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 0 } },
  };

  expect(map([finish("length", usage)])).toEqual([
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

  expect(map([finish("stop", usage)])).toEqual([DONE]);
});

test.each([
  ["stop", "stop"],
  ["length", "length"],
  ["content-filter", "content_filter"],
  ["tool-calls", "tool_calls"],
  ["other", "unknown"],
] as const)("the finish reason %s is ours %s", (unified, ours) => {
  expect(map([finish(unified)])).toEqual([
    { type: "done", finish_reason: ours, provider_finish: unified },
  ]);
});

test("metadata of the provider comes with the end, an empty one does not", () => {
  const part = {
    ...FINISH,
    type: "finish",
    providerMetadata: { openai: { responseId: "resp_1" }, x: {} },
  };

  expect(map([part as LanguageModelV4StreamPart])).toEqual([
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
  const events = map(parts);

  expect(events[0]).toEqual({ type: "message_delta", text: "Hel" });
  expect(events[1]).toMatchObject({ type: "error", code: "stream_truncated", retryable: true });
  expect(events).toHaveLength(2);
});

test("nothing follows an error part", () => {
  const error = { message: "Too many requests", code: "rate_limit_exceeded" };

  const events = map([{ type: "error", error }, text("late"), FINISH]);

  expect(events).toMatchObject([{ type: "error", code: "rate_limited" }]);
});

test("how a provider cuts its deltas does not change what is said", () => {
  const piece = fc.oneof(
    fc.record({ kind: fc.constant("text-delta" as const), words: fc.string({ unit: "grapheme" }) }),
    fc.record({ kind: fc.constant("reasoning-delta" as const), words: fc.string() }),
    fc.record({ kind: fc.constant("tool" as const), words: fc.json() }),
  );
  fc.assert(
    fc.property(fc.array(piece), fc.integer({ min: 1, max: 5 }), (pieces, size) => {
      const whole = map([...pieces.flatMap((p, at) => toParts(p, at, Infinity)), FINISH]);
      const cut = map([...pieces.flatMap((p, at) => toParts(p, at, size)), FINISH]);

      expect(joined(cut)).toEqual(joined(whole));
      expect(cut.filter((event) => event.type === "done")).toHaveLength(1);
    }),
    { numRuns: 200 },
  );
});

function toParts(
  piece: { kind: "text-delta" | "reasoning-delta" | "tool"; words: string },
  at: number,
  size: number,
): LanguageModelV4StreamPart[] {
  const id = String(at);
  const deltas: string[] = [];
  for (let from = 0; from < piece.words.length; from += size) {
    deltas.push(piece.words.slice(from, from + size));
  }
  const { kind } = piece;
  if (kind === "text-delta") {
    return [{ type: "text-start", id }, ...deltas.map((delta) => ({ type: kind, id, delta }))];
  }
  if (kind === "reasoning-delta") {
    return [{ type: "reasoning-start", id }, ...deltas.map((delta) => ({ type: kind, id, delta }))];
  }
  return [
    { type: "tool-input-start", id, toolName: "x" },
    ...deltas.map((delta) => ({ type: "tool-input-delta", id, delta }) as const),
    { type: "tool-call", toolCallId: id, toolName: "x", input: piece.words },
  ];
}

/** Neighbouring deltas of one kind as one, which is all that a reader can tell. */
function joined(events: readonly NormalizedEvent[]): unknown[] {
  const result: { type: string; text: string }[] = [];
  for (const event of events) {
    const text =
      "text" in event
        ? event.text
        : "arguments_delta" in event
          ? event.arguments_delta
          : JSON.stringify(event);
    const type = event.type === "tool_call_delta" ? `${event.type} ${event.id}` : event.type;
    const last = result.at(-1);
    if (last?.type === type) last.text += text;
    else result.push({ type, text });
  }
  return result;
}
