import { expect, test } from "vitest";

import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { only, spoken } from "#runtime/model/testing/collect.ts";
import { readFrames } from "#runtime/model/testing/read-frames.ts";

import { ollamaProtocol } from "./ollama-protocol.ts";

const line = (message: Record<string, Json>): Json => ({
  model: "qwen3",
  created_at: "2026-11-21T10:00:00.5Z",
  message: { role: "assistant", content: "", ...message },
  done: false,
});
const done = (more: Record<string, Json>): Json => ({
  model: "qwen3",
  message: { role: "assistant", content: "" },
  done: true,
  ...more,
});
const STOP = done({ done_reason: "stop" });
const call = (name: string, given: Json, more: Record<string, Json> = {}): Json => ({
  function: { name, arguments: given },
  ...more,
});

function read(...frames: readonly Json[]): NormalizedEvent[] {
  return readFrames(ollamaProtocol, frames);
}

test("a text answer ends with its tokens, its times and the provider's own word", () => {
  const counts = { prompt_eval_count: 17, eval_count: 50, total_duration: 900 };
  const times = { load_duration: 1, prompt_eval_duration: 2, eval_duration: 3 };
  const events = read(
    line({ thinking: "Hm." }),
    line({ content: "Rain" }),
    line({ content: "." }),
    done({ done_reason: "stop", ...counts, ...times }),
  );

  expect(events).toEqual([
    { type: "reasoning_delta", text: "Hm." },
    { type: "message_delta", text: "Rain" },
    { type: "message_delta", text: "." },
    {
      type: "usage",
      usage: { input_tokens: 17, output_tokens: 50 },
      provider_usage: counts,
    },
    {
      type: "done",
      finish_reason: "stop",
      provider_finish: "stop",
      provider_metadata: times,
    },
  ]);
});

test("a count that the server leaves out is absent, and null in its report", () => {
  expect(only(read(done({ eval_count: 5 })), "usage")).toEqual([
    {
      type: "usage",
      usage: { output_tokens: 5 },
      provider_usage: { prompt_eval_count: null, eval_count: 5, total_duration: null },
    },
  ]);
  expect(only(read(STOP), "usage")).toEqual([]);
});

test("calls come whole, with an object or a text for arguments, with an id or without", () => {
  const calls = [
    call("now", { zone: "UTC" }),
    call("now", '{"zone": "CET"}'),
    call("now", {}, { id: "call_x" }),
    call("now", null),
  ];
  const events = read(line({ tool_calls: calls }), STOP);
  const complete = only(events, "tool_call_complete");

  expect(complete.map(({ arguments: text }) => text)).toEqual([
    '{"zone":"UTC"}',
    '{"zone": "CET"}',
    "{}",
    "{}",
  ]);
  expect(complete[2]?.id).toBe("call_x");
  expect(new Set(complete.map(({ id }) => id)).size).toBe(4);
  expect(events.at(-1)).toMatchObject({ finish_reason: "tool_calls", provider_finish: "stop" });
});

test("made ids are the same each time and differ between answers", () => {
  const asked = line({ tool_calls: [call("now", {})] });
  const later = { ...Object(asked), created_at: "2026-11-21T10:00:09.5Z" };
  const idOf = (frame: Json) => only(read(frame, STOP), "tool_call_complete")[0]?.id;

  expect(idOf(asked)).toBe(idOf(asked));
  expect(idOf(later)).not.toBe(idOf(asked));
});

test("thinking is kept where it led to calls, so that it can go back with them", () => {
  const thought = [line({ thinking: "Let me " }), line({ thinking: "look." })];

  expect(only(read(...thought, STOP), "reasoning_item")).toEqual([]);
  expect(
    only(read(...thought, line({ tool_calls: [call("now", {})] }), STOP), "reasoning_item"),
  ).toEqual([
    { type: "reasoning_item", item: { type: "ollama_thinking", thinking: "Let me look." } },
  ]);
});

test.each([
  [{ done_reason: "stop" }, "stop", "stop"],
  [{ done_reason: "length" }, "length", "length"],
  [{ done_reason: "load" }, "unknown", "load"],
  [{}, "stop", undefined],
])("the end %j means %s", (end, reason, word) => {
  expect(read(done(end)).at(-1)).toEqual({
    type: "done",
    finish_reason: reason,
    ...(word !== undefined && { provider_finish: word }),
  });
});

test("an error line ends the answer once", () => {
  const events = read(line({ content: "Ra" }), { error: "model runner has crashed" }, STOP);

  expect(events.map(({ type }) => type)).toEqual(["message_delta", "error"]);
  expect(events.at(-1)).toMatchObject({ message: expect.stringContaining("runner has crashed") });
});

test.each([
  ["no line at all", []],
  ["half a text", [line({ content: "Ra" })]],
  ["a call", [line({ tool_calls: [call("now", {})] })]],
])("a stream cut after %s ends with stream_truncated", (_, frames) => {
  expect(read(...frames).at(-1)).toMatchObject({ type: "error", code: "stream_truncated" });
});

test("a line that is not JSON ends the answer, and after the last one it is passed over", () => {
  expect(read("<html>").at(-1)).toMatchObject({ type: "error", code: "bad_response" });
  expect(read(STOP, "<html>").at(-1)).toMatchObject({ type: "done" });
});

test("a whole answer in one line, and the text of /api/generate, are read alike", () => {
  const whole = done({ message: { content: "Rain.", thinking: "Hm." }, done_reason: "stop" });
  const generated = { response: "Rain.", thinking: "Hm.", done: true, done_reason: "stop" };

  expect(spoken(read(whole))).toEqual({ text: "Rain.", reasoning: "Hm." });
  expect(read(generated)).toEqual(read(whole));
});
