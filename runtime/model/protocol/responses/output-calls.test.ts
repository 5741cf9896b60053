import { expect, test } from "vitest";

import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { only } from "#runtime/model/testing/collect.ts";
import { readFrames } from "#runtime/model/testing/read-frames.ts";
import { added, call, completed, done } from "#runtime/model/testing/responses-frames.ts";
import { responsesProtocol } from "./responses-protocol.ts";

function read(...frames: readonly Json[]): NormalizedEvent[] {
  return readFrames(responsesProtocol, frames);
}

test("a call is followed by its place while the ids of its item change", () => {
  const events = read(
    added(0, call("", { id: "a" })),
    {
      type: "response.function_call_arguments.delta",
      output_index: 0,
      item_id: "b",
      delta: '{"city"',
    },
    {
      type: "response.function_call_arguments.delta",
      output_index: 0,
      item_id: "c",
      delta: ':"Rome"}',
    },
    done(0, call('{"city":"Rome"}', { id: "d" })),
    completed([call('{"city":"Rome"}', { id: "e" })]),
  );

  expect(events.slice(0, -1)).toEqual([
    { type: "tool_call_delta", id: "call_1", name: "weather", arguments_delta: "" },
    { type: "tool_call_delta", id: "call_1", arguments_delta: '{"city"' },
    { type: "tool_call_delta", id: "call_1", arguments_delta: ':"Rome"}' },
    { type: "tool_call_complete", id: "call_1", name: "weather", arguments: '{"city":"Rome"}' },
  ]);
});

test("arguments that name only their item belong to its call", () => {
  const type = "response.function_call_arguments.delta";
  const events = read(
    added(2, call("", { id: "fc_9" })),
    { type, item_id: "fc_9", delta: "[7]" },
    done(2, call("", { id: "fc_9" })),
    completed(),
  );

  expect(only(events, "tool_call_complete").map((told) => told.arguments)).toEqual(["[7]"]);
});

test("a call whose own id changes at its end is not a second one", () => {
  const late = call("{}", { call_id: "late" });
  const events = read(added(1, call("", { call_id: "early" })), done(1, late), completed([late]));

  expect(only(events, "tool_call_complete").map(({ id }) => id)).toEqual(["early"]);
});

test("interleaved calls keep their own arguments", () => {
  const other = { id: "fc_2", call_id: "call_2", name: "clock" };
  const piece = (index: number, delta: string): Json => ({
    type: "response.function_call_arguments.delta",
    output_index: index,
    delta,
  });
  const events = read(
    added(0, call("")),
    added(1, call("", other)),
    piece(1, "[2"),
    piece(0, "[1"),
    piece(1, "]"),
    piece(0, "]"),
    completed(),
  );

  expect(only(events, "tool_call_complete").map((made) => [made.id, made.arguments])).toEqual([
    ["call_1", "[1]"],
    ["call_2", "[2]"],
  ]);
});

test("a call whose id comes only with its finished item is told then, under this id", () => {
  const { call_id: _, ...nameless } = { call_id: "", type: "function_call", name: "weather" };
  const events = read(added(0, nameless), done(0, call("{}")), completed());

  expect(events.slice(0, -1)).toEqual([
    { type: "tool_call_complete", id: "call_1", name: "weather", arguments: "{}" },
  ]);
});

test("the calls of a stream that was cut are never complete", () => {
  const events = read(added(0, call("")), {
    type: "response.function_call_arguments.done",
    output_index: 0,
    arguments: "{}",
  });

  expect(only(events, "tool_call_complete")).toEqual([]);
  expect(events.at(-1)).toMatchObject({ type: "error", code: "stream_truncated" });
});
