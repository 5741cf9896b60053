import { createParser, type EventSourceMessage } from "eventsource-parser";
import { expect, test } from "vitest";

import { frame, STREAM_OPENING } from "./frame.ts";

test("frame() puts name, id and data on a line each, without a spare byte", () => {
  expect(frame("tokens", '{"text":"a"}', "1.42")).toBe(
    'id:1.42\nevent:tokens\ndata:{"text":"a"}\n\n',
  );
});

test("frame() without an id leaves the reader's cursor alone", () => {
  expect(parse(frame("tokens", "a", "1.1") + frame("hb", "b"))).toEqual([
    { id: "1.1", event: "tokens", data: "a" },
    { event: "hb", data: "b" },
  ]);
});

test.each([
  ["a line feed", "a\nevent: errors\ndata: forged", "a\nevent: errors\ndata: forged"],
  ["a carriage return", "a\revent: errors", "a\nevent: errors"],
  ["both", "a\r\n\r\nid: 9.9", "a\n\nid: 9.9"],
  ["a break at the end", "a\n", "a\n"],
  ["nothing but breaks", "\n\n", "\n\n"],
  ["a line that begins with a space", "a\n b", "a\n b"],
  ["a first line that begins with a space", " a", " a"],
  ["an unusual line separator", "a\u2028b\u0085c", "a\u2028b\u0085c"],
])("frame() keeps %s as data", (_what, data, read) => {
  expect(parse(frame("tokens", data, "1.1"))).toEqual([{ id: "1.1", event: "tokens", data: read }]);
});

test("The opening asks for a quick retry and is no event", () => {
  const retries: number[] = [];
  const events: EventSourceMessage[] = [];
  const parser = createParser({
    onEvent: (event) => events.push(event),
    onRetry: (ms) => retries.push(ms),
  });

  parser.feed(STREAM_OPENING);

  expect(retries).toEqual([1000]);
  expect(events).toEqual([]);
});

function parse(text: string): EventSourceMessage[] {
  const events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event) });
  parser.feed(text);
  return events;
}
