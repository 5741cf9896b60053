import { expect, test } from "vitest";

import { FINISH, finish, mapParts, text } from "./testing/sdk-parts.ts";

const DONE = { type: "done", finish_reason: "stop", provider_finish: "stop" };

test("text and reasoning become deltas in their order, without the empty ones", () => {
  const events = mapParts([
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
  const events = mapParts([
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
  const events = mapParts([
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
  const events = mapParts([
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
  const events = mapParts([
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
  const events = mapParts([
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
  const events = mapParts([
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

test("nothing follows an error part", () => {
  const error = { message: "Too many requests", code: "rate_limit_exceeded" };

  const events = mapParts([{ type: "error", error }, text("late"), FINISH]);

  expect(events).toMatchObject([{ type: "error", code: "rate_limited" }]);
});
