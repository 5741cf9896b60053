import { expect, test } from "vitest";

import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { only, spoken } from "#runtime/model/testing/collect.ts";
import { readFrames } from "#runtime/model/testing/read-frames.ts";

import { cohereProtocol } from "./cohere-protocol.ts";

const START: Json = { type: "message-start", id: "r1", delta: { message: { content: [] } } };
const frame = (type: string, message: Json, index = 0): Json => ({
  type,
  index,
  delta: { message },
});
const text = (words: string): Json => frame("content-delta", { content: { text: words } });
const thought = (thinking: string): Json => frame("content-delta", { content: { thinking } });
const plan = (words: string): Json => frame("tool-plan-delta", { tool_plan: words });
const open = (index: number, call: Record<string, Json>): Json =>
  frame("tool-call-start", { tool_calls: { type: "function", ...call } }, index);
const argue = (index: number, piece: string): Json =>
  frame("tool-call-delta", { tool_calls: { function: { arguments: piece } } }, index);
const close = (index: number): Json => ({ type: "tool-call-end", index });
const cite = (...sources: Json[]): Json =>
  frame("citation-start", { citations: { text: "15 °C", sources, type: "TEXT_CONTENT" } });
const end = (word: string, more: Record<string, Json> = {}): Json => ({
  type: "message-end",
  delta: { finish_reason: word, ...more },
});
const STOP = end("COMPLETE");
const NOW = open(0, { id: "now_a", function: { name: "now", arguments: "" } });

function read(...frames: readonly Json[]): NormalizedEvent[] {
  return readFrames(cohereProtocol, frames);
}

test("text and thoughts are told apart, and the end has usage and the provider's own word", () => {
  const usage = {
    billed_units: { input_tokens: 8, output_tokens: 50 },
    tokens: { input_tokens: 1394, output_tokens: 54, reasoning_tokens: 38 },
    cached_tokens: 1360,
  };

  expect(read(START, thought("Hm."), text("Rain"), text("."), end("COMPLETE", { usage }))).toEqual([
    { type: "reasoning_delta", text: "Hm." },
    { type: "message_delta", text: "Rain" },
    { type: "message_delta", text: "." },
    {
      type: "usage",
      usage: {
        input_tokens: 1394,
        output_tokens: 54,
        cached_input_tokens: 1360,
        reasoning_tokens: 38,
      },
      provider_usage: usage,
    },
    { type: "done", finish_reason: "stop", provider_finish: "COMPLETE" },
  ]);
});

test.each([
  [{ tokens: { input_tokens: 34, image_tokens: 259 } }, { input_tokens: 293 }],
  [{ billed_units: { input_tokens: 8, output_tokens: 5 } }, { input_tokens: 8, output_tokens: 5 }],
])("of the usage %j the tokens are %j", (usage, tokens) => {
  expect(only(read(end("COMPLETE", { usage })), "usage")[0]?.usage).toEqual(tokens);
});

test("parallel calls come in pieces, and one without parameters has no arguments", () => {
  const events = read(
    START,
    open(0, { id: "weather_a", function: { name: "weather", arguments: "" } }),
    argue(0, '{"city":'),
    argue(0, '"Paris"}'),
    close(0),
    open(1, { id: "now_b", function: { name: "now", arguments: "" } }),
    close(1),
    end("TOOL_CALL"),
  );

  expect(only(events, "tool_call_complete")).toEqual([
    {
      type: "tool_call_complete",
      id: "weather_a",
      name: "weather",
      arguments: '{"city":"Paris"}',
    },
    { type: "tool_call_complete", id: "now_b", name: "now", arguments: "" },
  ]);
  expect(events.at(-1)).toMatchObject({ type: "done", finish_reason: "tool_calls" });
});

test("a call whose end is missing is whole at the answer's end, or where the next one begins", () => {
  const events = read(START, NOW, argue(0, "{}"), NOW, STOP);

  expect(only(events, "tool_call_complete").map((call) => call.arguments)).toEqual(["{}", ""]);
  expect(events.at(-1)).toMatchObject({ finish_reason: "tool_calls", provider_finish: "COMPLETE" });
});

test("a call without an id gets one of its answer's, the same each time", () => {
  const idOf = (id: string) => {
    const nameless = open(0, { function: { name: "now", arguments: "" } });
    const start = { type: "message-start", id, delta: {} };
    return only(read(start, nameless, close(0), STOP), "tool_call_complete")[0]?.id;
  };

  expect(idOf("r1")).toBe(idOf("r1"));
  expect(idOf("r2")).not.toBe(idOf("r1"));
});

test("what led to calls is kept, so that it can go back with them", () => {
  const led = [thought("Let me "), thought("look."), plan("I will "), plan("look.")];

  expect(spoken(read(START, ...led, STOP)).reasoning).toBe("Let me look.I will look.");
  expect(only(read(START, ...led, STOP), "reasoning_item")).toEqual([]);
  expect(only(read(START, ...led, NOW, end("TOOL_CALL")), "reasoning_item")).toEqual([
    {
      type: "reasoning_item",
      item: { type: "cohere_reasoning", thinking: "Let me look.", plan: "I will look." },
    },
  ]);
});

test("citations name the document or the call that they rest on, each once", () => {
  const page = { title: "Ruby", url: "https://example.com/ruby", text: "By Matz." };
  const weather = {
    type: "tool",
    id: "weather_vvavrb8p34fk:0",
    tool_output: { content: "15 °C, wind" },
  };
  const events = read(
    START,
    cite({ type: "document", id: "doc:0", document: page }, weather),
    cite(weather),
    cite({ type: "document", id: "doc:1", document: { text: "a".repeat(2000) } }),
    cite({ type: "document", id: "doc:2", document: { title: "Notes", url: "notes/a.md" } }),
    cite({ type: "document", document: {} }),
    STOP,
  );

  expect(only(events, "citation").map(({ citation }) => citation)).toEqual([
    { title: "Ruby", url: "https://example.com/ruby", quote: "By Matz." },
    { title: "weather", quote: "15 °C, wind", tool_call_id: "weather_vvavrb8p34fk" },
    { title: "doc:1", quote: "a".repeat(500) },
    { title: "Notes", path: "notes/a.md" },
  ]);
});

test("what a plan or a thought rests on is no source of the answer", () => {
  const sources = [{ type: "document", id: "d", document: { title: "Ruby" } }];
  const of = (type: string) => frame("citation-start", { citations: { sources, type } });

  expect(only(read(of("PLAN"), of("THINKING_CONTENT"), STOP), "citation")).toEqual([]);
  expect(only(read(of("PLAN"), of("TEXT_CONTENT"), STOP), "citation")).toHaveLength(1);
});

test.each([
  ["COMPLETE", "stop"],
  ["STOP_SEQUENCE", "stop"],
  ["MAX_TOKENS", "length"],
  ["TOOL_CALL", "tool_calls"],
  ["SOMETHING_NEW", "unknown"],
])("the end %s means %s", (word, reason) => {
  expect(read(START, end(word)).at(-1)).toEqual({
    type: "done",
    finish_reason: reason,
    provider_finish: word,
  });
});

test.each([
  [end("ERROR"), "server", 'It stopped with "ERROR"', "ERROR"],
  [end("TIMEOUT"), "timeout", 'It stopped with "TIMEOUT"', "TIMEOUT"],
  [end("ERROR", { error: "too many tokens: 9" }), "context_length", "too many tokens", "ERROR"],
  [end("COMPLETE", { error: { message: "Broken" } }), "server", "Broken", "COMPLETE"],
  [{ type: "message-end", delta: { error: "Broken" } }, "server", "Broken", undefined],
  [{ id: "e", message: "internal server error" }, "server", "internal server error", undefined],
  [{ type: "error", error: { message: "Busy" } }, "server", "Busy", undefined],
])("%j ends the answer once, as an error", (frame, code, words, word) => {
  const usage = { tokens: { input_tokens: 3 } };
  const events = read(START, text("Ra"), { type: "debug", delta: { usage } }, frame, text("in"));
  const ends = events.filter(({ type }) => type === "done" || type === "error");

  expect(ends).toEqual([events.at(-1)]);
  expect(ends).toMatchObject([{ type: "error", code, message: expect.stringContaining(words) }]);
  expect(only(events, "error")[0]?.provider_finish).toBe(word);
  expect(only(events, "usage")).toHaveLength(1);
});

test.each([
  ["no frame at all", []],
  ["half a text", [START, text("Ra")]],
  ["a whole call", [START, NOW, close(0)]],
  ["the mark of an end without its reason", [START, text("Ra"), "[DONE]"]],
])("a stream cut after %s ends with stream_truncated", (_, frames) => {
  expect(read(...frames).at(-1)).toMatchObject({ type: "error", code: "stream_truncated" });
});

test("a frame that is not JSON ends the answer, and after the last one it is passed over", () => {
  expect(read("<html>").at(-1)).toMatchObject({ type: "error", code: "bad_response" });
  expect(read(STOP, "<html>").at(-1)).toMatchObject({ type: "done" });
});

test("a whole answer in one frame is read as its stream is", () => {
  const usage = { tokens: { input_tokens: 3, output_tokens: 4 } };
  const sources = [{ type: "document", id: "d", document: { title: "Ruby" } }];
  const whole = {
    id: "r1",
    message: {
      role: "assistant",
      tool_plan: "I will look.",
      content: [
        { type: "thinking", thinking: "Hm." },
        { type: "text", text: "Rain." },
      ],
      tool_calls: [
        { id: "a", type: "function", function: { name: "now", arguments: '{"zone":"UTC"}' } },
        { id: "b", type: "function", function: { name: "now", arguments: "{}" } },
      ],
      citations: [{ sources, type: "TEXT_CONTENT" }],
    },
    finish_reason: "TOOL_CALL",
    usage,
  };
  const call = (index: number, id: string, args: string): readonly Json[] => [
    open(index, { id, function: { name: "now", arguments: "" } }),
    argue(index, args),
  ];

  expect(read(whole)).toEqual(
    read(
      START,
      plan("I will look."),
      thought("Hm."),
      text("Rain."),
      ...call(0, "a", '{"zone":"UTC"}'),
      ...call(1, "b", "{}"),
      cite(...sources),
      end("TOOL_CALL", { usage }),
    ),
  );
});
