import { expect, test } from "vitest";

import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { only } from "#runtime/model/testing/collect.ts";
import { readFrames } from "#runtime/model/testing/read-frames.ts";
import { chatProtocol } from "./chat-protocol.ts";

function read(...frames: readonly Json[]): NormalizedEvent[] {
  return readFrames(chatProtocol, frames);
}

function said(delta: Json, finish_reason: string | null = null): Json {
  return { id: "answer", choices: [{ index: 0, delta, finish_reason }] };
}

const STOP = said({}, "stop");
function called(...calls: readonly Json[]): Json {
  return said({ tool_calls: [...calls] });
}

function callsOf(events: readonly NormalizedEvent[]): readonly string[] {
  return only(events, "tool_call_complete").map(
    (call) => `${call.id} ${call.name} ${call.arguments}`,
  );
}

const begin = (id: string, name: string, written: string) => ({
  id,
  type: "function",
  function: { name, arguments: written },
});
const more = (written: string) => ({ function: { arguments: written } });

test.each<[string, Json[], string[]]>([
  [
    "in turns",
    [
      called({ index: 0, ...begin("a", "search", "") }, { index: 1, ...begin("b", "read", "") }),
      called({ index: 1, ...more('{"p":') }),
      called({ index: 0, ...more('{"q":1}') }, { index: 1, ...more("2}") }),
    ],
    ['a search {"q":1}', 'b read {"p":2}'],
  ],
  [
    "counted from 1",
    [called({ index: 1, ...begin("a", "search", "") }), called({ index: 1, ...more("{}") })],
    ["a search {}"],
  ],
  [
    "without indexes, each at once",
    [called(begin("a", "read", '{"p":1}'), begin("b", "read", '{"p":2}'))],
    ['a read {"p":1}', 'b read {"p":2}'],
  ],
  [
    "without indexes, in pieces",
    [called(begin("a", "read", "")), called(more('{"p"')), called(more(":1}"))],
    ['a read {"p":1}'],
  ],
  [
    "that all have index 0",
    [
      called({ index: 0, ...begin("a", "read", '{"p":1}') }),
      called({ index: 0, ...begin("b", "read", '{"p":2}') }),
    ],
    ['a read {"p":1}', 'b read {"p":2}'],
  ],
  [
    "that all have one id",
    [
      called({ index: 0, ...begin("a", "read", '{"p":1}') }),
      called({ index: 1, ...begin("a", "read", "") }),
      called({ index: 1, ...more('{"p":1}') }),
    ],
    ['a read {"p":1}', 'call_2_answer read {"p":1}'],
  ],
  [
    "that all have one id and index 0",
    [
      called({ index: 0, ...begin("a", "read", '{"p":1}') }),
      called({ index: 0, ...begin("a", "read", '{"p":2}') }),
    ],
    ['a read {"p":1}', 'call_2_answer read {"p":2}'],
  ],
  [
    "that are told again as a whole",
    [
      called({ index: 0, ...begin("a", "read", '{"p"') }),
      called({ index: 0, ...more(":1}") }),
      called({ index: 0, ...begin("a", "read", '{"p":1}') }),
      called({ index: 0, ...begin("a", "read", JSON.stringify('{"p":1}')) }),
      called({ index: 0, ...begin("a", "read", "") }),
    ],
    ['a read {"p":1}'],
  ],
  [
    "whose id changes on the way",
    [
      called({ index: 0, ...begin("a", "read", '{"p"') }),
      called({ index: 0, id: "b", ...more(":1") }),
      called({ index: 0, id: "c", function: { name: "read", arguments: "}" } }),
    ],
    ['a read {"p":1}'],
  ],
  [
    "whose index grows with each piece",
    [
      called({ index: 0, ...begin("a", "read", '{"p"') }),
      called({ index: 1, ...more(":1") }),
      called({ index: 2, id: "a", ...more("}") }),
    ],
    ['a read {"p":1}'],
  ],
  [
    "whose name comes later",
    [
      called({ index: 0, id: "a", function: { arguments: "" } }),
      called({ index: 0, ...begin("a", "read", "{}") }),
    ],
    ["a read {}"],
  ],
  ["without an id", [called({ index: 0, ...begin("", "read", "{}") })], ["call_1_answer read {}"]],
  ["without arguments", [called({ index: 0, ...begin("a", "now", "") })], ["a now {}"]],
  [
    "whose arguments are an object",
    [called({ index: 0, id: "a", function: { name: "read", arguments: { p: 1 } } })],
    ['a read {"p":1}'],
  ],
  [
    "with garbage arguments",
    [called({ index: 0, ...begin("a", "read", "{oops") })],
    ["a read {oops"],
  ],
  [
    "as the function_call of old",
    [
      said({ function_call: { name: "read", arguments: "" } }),
      said({ function_call: { arguments: "{}" } }),
    ],
    ["call_1_answer read {}"],
  ],
])("calls %s are whole in the end", (_name, frames, calls) => {
  const events = read(...frames, said({}, "tool_calls"), "[DONE]");

  expect(callsOf(events)).toEqual(calls);
  for (const call of only(events, "tool_call_complete")) {
    const pieces = only(events, "tool_call_delta").filter(({ id }) => id === call.id);
    expect(pieces.map((piece) => piece.arguments_delta).join("") || "{}").toBe(call.arguments);
    expect(pieces.map(({ name }) => name).filter(Boolean)).toEqual([call.name]);
  }
  expect(events.at(-1)).toMatchObject({ type: "done", finish_reason: "tool_calls" });
});

test("calls make a stop one that waits for them", () => {
  const events = read(called({ index: 0, ...begin("a", "read", "{}") }), STOP);

  expect(events.at(-1)).toEqual({
    type: "done",
    finish_reason: "tool_calls",
    provider_finish: "stop",
  });
});

test("calls of an answer that broke off are not whole", () => {
  const events = read(called({ index: 0, ...begin("a", "read", '{"p":1') }));

  expect(callsOf(events)).toEqual([]);
  expect(events.at(-1)).toMatchObject({ type: "error", code: "stream_truncated" });
});

test("calls that the provider ran itself are told as such", () => {
  const tool = { index: 0, type: "search", arguments: "{}" };
  const events = read(
    said({ executed_tools: [tool] }),
    said({ executed_tools: [{ ...tool, output: "Sunny" }] }),
    STOP,
  );

  expect(only(events, "provider_tool")).toMatchObject([
    { id: "search_0", name: "search", status: "running" },
    { id: "search_0", name: "search", status: "done", item: { output: "Sunny" } },
  ]);
});
