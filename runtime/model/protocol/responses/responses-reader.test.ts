import { expect, test } from "vitest";

import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { only, spoken } from "#runtime/model/testing/collect.ts";
import { readFrames, SOMEONE } from "#runtime/model/testing/read-frames.ts";
import {
  added,
  call,
  completed,
  done,
  message,
  said,
} from "#runtime/model/testing/responses-frames.ts";
import { responsesProtocol } from "./responses-protocol.ts";

function read(...frames: readonly Json[]): NormalizedEvent[] {
  return readFrames(responsesProtocol, frames);
}

test("a text answer ends with its usage and the provider's own status", () => {
  const usage = {
    input_tokens: 17,
    input_tokens_details: { cached_tokens: 5 },
    output_tokens: 9,
    output_tokens_details: { reasoning_tokens: 2 },
  };

  expect(read(said(0, "Hello"), done(0, message("Hello")), completed([], { usage }))).toEqual([
    { type: "message_delta", text: "Hello" },
    {
      type: "usage",
      usage: { input_tokens: 17, output_tokens: 9, cached_input_tokens: 5, reasoning_tokens: 2 },
      provider_usage: usage,
    },
    {
      type: "done",
      finish_reason: "stop",
      provider_finish: "completed",
      provider_metadata: { response_id: "resp_1" },
    },
  ]);
});

test("what came in deltas is not told again by the finished item and the finished response", () => {
  const thought: Json = { type: "reasoning", content: [{ type: "reasoning_text", text: "Hm" }] };
  const events = read(
    { type: "response.reasoning_text.delta", output_index: 0, delta: "Hm" },
    done(0, thought),
    said(1, "Hello"),
    done(1, message("Hello")),
    completed([thought, message("Hello")]),
  );

  expect(spoken(events)).toEqual({ text: "Hello", reasoning: "Hm" });
});

const WHOLE: readonly (readonly [string, readonly Json[]])[] = [
  ["the finished items", [done(0, message("Hello")), done(1, call("{}")), completed()]],
  ["the finished response", [completed([message("Hello"), call("{}")])]],
  [
    "a response that was not streamed",
    [{ status: "completed", output: [message("Hello"), call("{}")] }],
  ],
];

test.each<[string, Json]>([
  ["only the item's id", { item_id: "m1" }],
  ["neither place nor id", {}],
])("deltas that have %s are not told again by their item", (_name, place) => {
  const item = { ...(message("Hello") as object), id: "m1" };
  const delta = { type: "response.output_text.delta", delta: "Hello", ...(place as object) };

  expect(spoken(read(added(1, item), delta, done(1, item), completed([item]))).text).toBe("Hello");
  expect(spoken(read(delta, completed([item]))).text).toBe("Hello");
});

test.for(WHOLE)("an answer without deltas is read from %s", ([, frames]) => {
  const events = read(...frames);

  expect(spoken(events).text).toBe("Hello");
  expect(only(events, "tool_call_complete")).toEqual([
    { type: "tool_call_complete", id: "call_1", name: "weather", arguments: "{}" },
  ]);
  expect(events.at(-1)).toMatchObject({ type: "done", finish_reason: "tool_calls" });
});

test("reasoning that the provider can read again is kept as it came, a bare summary is not", () => {
  const encrypted = {
    type: "reasoning",
    id: "rs_1",
    encrypted_content: "b3BhcXVl",
    summary: [{ type: "summary_text", text: "Sum" }],
  };
  const bare = { type: "reasoning", id: "rs_2", summary: [{ type: "summary_text", text: "med" }] };
  const events = read(done(0, encrypted), done(1, bare), completed());

  expect(spoken(events).reasoning).toBe("Summed");
  expect(only(events, "reasoning_item")).toEqual([{ type: "reasoning_item", item: encrypted }]);
});

test("a refusal is none of the text", () => {
  const refusal = { type: "message", content: [{ type: "refusal", refusal: "I will not" }] };
  const streamed = read(
    { type: "response.refusal.delta", output_index: 0, delta: "I will not" },
    done(0, refusal),
    completed(),
  );

  expect(streamed[0]).toEqual({ type: "refusal_delta", text: "I will not" });
  expect(read(completed([refusal]))).toEqual(streamed);
});

test("a tool that the provider runs is shown from its start to its outcome, never called", () => {
  const search = { type: "web_search_call", id: "ws_1" };
  const remote = { type: "mcp_call", id: "mcp_1", name: "shorten", error: "no such link" };
  const events = read(
    added(0, { ...search, status: "in_progress" }),
    done(0, { ...search, status: "completed" }),
    done(1, remote),
    completed([{ ...search, status: "completed" }, remote]),
  );

  expect(only(events, "provider_tool").map(({ name, status }) => [name, status])).toEqual([
    ["web_search", "running"],
    ["web_search", "done"],
    ["shorten", "failed"],
  ]);
  expect(events.at(-1)).toMatchObject({ finish_reason: "stop" });
});

test("a place is cited once, though it comes alone, with its text and under another range", () => {
  const page = { type: "url_citation", url: "https://example.com/", title: "Page", start_index: 1 };
  const file = { type: "file_citation", file_id: "file_1", filename: "a.pdf", index: 4 };
  const events = read(
    { type: "response.output_text.annotation.added", output_index: 0, annotation: page },
    { type: "response.output_text.annotation.added", output_index: 0, annotation: file },
    done(0, message("Text", [page, { ...page, start_index: 9 }, file])),
    completed(),
  );

  expect(only(events, "citation").map(({ citation }) => citation)).toEqual([
    { title: "Page", url: "https://example.com/" },
    { title: "a.pdf", path: "a.pdf" },
  ]);
});

test("the name of the event stands in for a type that the data leaves out", () => {
  const out: NormalizedEvent[] = [];
  const reader = responsesProtocol.reader(SOMEONE);
  reader.read('{"delta":"Hi","output_index":0}', "response.output_text.delta", out);

  expect(out).toEqual([{ type: "message_delta", text: "Hi" }]);
});

test("a frame that is no JSON object ends the answer", () => {
  expect(read("<html>", completed())).toMatchObject([{ type: "error", code: "bad_response" }]);
});
