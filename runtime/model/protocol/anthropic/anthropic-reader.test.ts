import { expect, test } from "vitest";

import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import {
  close,
  finish,
  open,
  said,
  start,
  toolUse,
  written,
} from "#runtime/model/testing/anthropic-frames.ts";
import { only, spoken } from "#runtime/model/testing/collect.ts";
import { readFrames, SOMEONE } from "#runtime/model/testing/read-frames.ts";

import { anthropicProtocol } from "./anthropic-protocol.ts";

function read(...frames: readonly Json[]): NormalizedEvent[] {
  return readFrames(anthropicProtocol, frames);
}

test("a text answer ends with its usage and the provider's own stop reason", () => {
  const events = read(
    start(),
    open(0, { type: "text", text: "" }),
    { type: "ping" },
    said(0, "Hello"),
    said(0, ", world"),
    close(0),
    ...finish("end_turn"),
  );

  expect(events).toEqual([
    { type: "message_delta", text: "Hello" },
    { type: "message_delta", text: ", world" },
    {
      type: "usage",
      usage: { input_tokens: 17, output_tokens: 9 },
      provider_usage: { input_tokens: 17, output_tokens: 9 },
    },
    { type: "done", finish_reason: "stop", provider_finish: "end_turn" },
  ]);
});

test("usage counts cached tokens among the input and the last report of each count holds", () => {
  const events = read(
    start({ input_tokens: 3, cache_creation_input_tokens: 0, cache_read_input_tokens: 50 }),
    ...finish("end_turn", {
      input_tokens: null,
      cache_creation_input_tokens: 7,
      output_tokens: 20,
      output_tokens_details: { thinking_tokens: 12 },
    }),
  );

  expect(only(events, "usage")[0]?.usage).toEqual({
    input_tokens: 60,
    output_tokens: 20,
    cached_input_tokens: 50,
    reasoning_tokens: 12,
  });
});

test("usage that no frame reports is absent", () => {
  const events = read({ type: "message_start", message: {} }, ...finish("end_turn", {}));

  expect(only(events, "usage")).toEqual([]);
});

test.each([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["tool_use", "tool_calls"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["pause_turn", "length"],
  ["refusal", "content_filter"],
  ["something_new", "unknown"],
])("stop reason %s means %s", (word, reason) => {
  expect(read(start(), ...finish(word)).at(-1)).toMatchObject({
    type: "done",
    finish_reason: reason,
    provider_finish: word,
  });
});

test("a refusal tells its details", () => {
  const stop_details = { type: "refusal", category: "cyber", explanation: "No." };
  const events = read(start(), {
    type: "message_delta",
    delta: { stop_reason: "refusal", stop_sequence: null, stop_details },
  });

  expect(events.at(-1)).toMatchObject({ provider_metadata: { stop_details } });
});

test("an error in mid stream ends the answer once, after the tokens that were reported", () => {
  const events = read(
    start(),
    open(0, { type: "text", text: "" }),
    said(0, "Hel"),
    { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
    said(0, "lo"),
    ...finish("end_turn"),
  );

  expect(events.map(({ type }) => type)).toEqual(["message_delta", "usage", "error"]);
  expect(events.at(-1)).toMatchObject({ code: "server", retryable: true });
});

test("an error event without a type of its own is an error", () => {
  const events: NormalizedEvent[] = [];
  anthropicProtocol.reader(SOMEONE).read('{"message":"Bad gateway"}', "error", events);

  expect(events).toMatchObject([
    { type: "error", message: expect.stringContaining("Bad gateway") },
  ]);
});

test.each([
  ["no frame at all", []],
  ["the start", [start()]],
  ["half a text", [start(), open(0, { type: "text", text: "" }), said(0, "Hel")]],
  ["a call's end", [start(), open(0, toolUse("a")), written(0, "{}"), close(0)]],
] as const)("a stream cut after %s ends with stream_truncated", (_, frames) => {
  expect(read(...frames).at(-1)).toMatchObject({ type: "error", code: "stream_truncated" });
});

test("a frame that is not JSON ends the answer, and after the stop it is passed over", () => {
  expect(read(start(), "<html>").at(-1)).toMatchObject({ type: "error", code: "bad_response" });
  expect(read(start(), ...finish("end_turn"), "<html>", "[DONE]").at(-1)).toMatchObject({
    type: "done",
  });
});

test("a message that starts anew drops the open call and counts its own usage", () => {
  const events = read(
    start({ input_tokens: 99, output_tokens: 50 }),
    open(0, toolUse("first")),
    written(0, '{"q":"Spar'),
    start(),
    open(0, toolUse("second")),
    written(0, "{}"),
    close(0),
    ...finish("tool_use"),
  );

  expect(only(events, "tool_call_complete").map(({ id }) => id)).toEqual(["second"]);
  expect(only(events, "usage")[0]?.usage).toEqual({ input_tokens: 17, output_tokens: 9 });
});

test("a second message in the same stream goes on, and its end counts", () => {
  const events = read(start(), said(0, "One. "), ...finish("tool_use"), start(), said(0, "Two."));

  expect(spoken(events).text).toBe("One. Two.");
  expect(events.at(-1)).toMatchObject({ type: "error", code: "stream_truncated" });
});

test("a whole answer in one frame gives the same facts as a stream", () => {
  const whole = {
    type: "message",
    role: "assistant",
    content: [
      { type: "thinking", thinking: "Hm.", signature: "c2ln" },
      { type: "text", text: "Looking.", citations: null },
      toolUse("a", { q: 1 }),
    ],
    stop_reason: "tool_use",
    usage: { input_tokens: 5, output_tokens: 6 },
  };

  expect(read(whole).filter(({ type }) => type !== "tool_call_delta")).toEqual([
    { type: "reasoning_delta", text: "Hm." },
    {
      type: "reasoning_item",
      item: { type: "thinking", thinking: "Hm.", signature: "c2ln" },
    },
    { type: "message_delta", text: "Looking." },
    { type: "tool_call_complete", id: "a", name: "look_up", arguments: '{"q":1}' },
    {
      type: "usage",
      usage: { input_tokens: 5, output_tokens: 6 },
      provider_usage: { input_tokens: 5, output_tokens: 6 },
    },
    { type: "done", finish_reason: "tool_calls", provider_finish: "tool_use" },
  ]);
});

test("an error after the stop reason still tells that reason", () => {
  const events = read(start(), finish("max_tokens")[0] ?? {}, { type: "error", error: {} });

  expect(events.at(-1)).toMatchObject({ type: "error", provider_finish: "max_tokens" });
});
