import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { createFrameCutter, type Framing, framingOf } from "./frames.ts";

interface Frame {
  readonly data: string;
  readonly name: string | undefined;
}

/** The frames of bytes that come in pieces of these sizes, the last one over and over. */
function cut(bytes: Uint8Array, sizes: readonly number[], framing: Framing): Frame[] {
  const frames: Frame[] = [];
  const cutter = createFrameCutter(framing, (data, name) => frames.push({ data, name }));
  const decoder = new TextDecoder();
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[Math.min(turn, sizes.length - 1)] ?? bytes.length;
    cutter.feed(decoder.decode(bytes.subarray(at, at + size), { stream: true }));
    at += size;
  }
  cutter.feed(decoder.decode());
  cutter.end();
  return frames;
}

function whole(text: string, framing: Framing): Frame[] {
  return cut(new TextEncoder().encode(text), [Infinity], framing);
}

function dataOf(frames: readonly Frame[]): readonly string[] {
  return frames.map(({ data }) => data);
}

describe("server-sent events", () => {
  test.each([
    [
      "a space behind the colon or none",
      'data: {"a":1}\n\ndata:{"a":2}\n\n',
      ['{"a":1}', '{"a":2}'],
    ],
    ["CRLF", 'data: {"a":1}\r\n\r\ndata: {"a":2}\r\n\r\n', ['{"a":1}', '{"a":2}']],
    ["CR alone", "data: [DONE]\r\rdata: [DONE]\r\r", ["[DONE]", "[DONE]"]],
    ["a byte order mark", '\uFEFFdata: {"a":1}\n\n', ['{"a":1}']],
    ["comments", ": PROCESSING\n\n: PROCESSING\ndata: 1\n\n", ["1"]],
    ["data over two lines", 'data: {"a":\ndata: 1}\n\n', ['{"a":\n1}']],
    ["other fields", "id: 7\nretry: 3\nfoo: bar\ndata: 1\n\n", ["1"]],
    ["empty lines before the first event", "\n\n\ndata: 1\n\n", ["1"]],
    ["no data", "event: ping\n\ndata: 1\n\n", ["1"]],
  ])("are read with %s", (_name, text, data) => {
    expect(dataOf(whole(text, "sse"))).toEqual(data);
  });

  test("keep their names", () => {
    expect(whole("event: error\ndata: 1\n\ndata: 2\n\n", "sse")).toEqual([
      { data: "1", name: "error" },
      { data: "2", name: undefined },
    ]);
  });

  test("are errors where a line is called so and holds an object", () => {
    expect(whole('data: 1\n\nerror: {"code":500}\n\nerror: words\ndata: 2\n\n', "sse")).toEqual([
      { data: "1", name: undefined },
      { data: '{"code":500}', name: "error" },
      { data: "2", name: undefined },
    ]);
  });

  test("may end without the last line end, but not in the middle of a frame", () => {
    expect(dataOf(whole('data: 1\n\ndata: {"a":1}', "sse"))).toEqual(["1", '{"a":1}']);
    expect(dataOf(whole("data: 1\n\ndata: [DONE]\n", "sse"))).toEqual(["1", "[DONE]"]);
    expect(dataOf(whole('data: 1\n\ndata: {"a":', "sse"))).toEqual(["1"]);
    expect(dataOf(whole("data: 1\n\ndata: [DO", "sse"))).toEqual(["1"]);
  });

  test("give way to one JSON object, over several lines as well", () => {
    expect(dataOf(whole('\n{\n  "a": 1\n}\n', "sse"))).toEqual(['{\n  "a": 1\n}']);
    expect(dataOf(whole('{"a": ', "sse"))).toEqual([]);
  });
});

describe("lines of JSON", () => {
  test.each([
    ["LF", '{"a":1}\n{"a":2}\n'],
    ["CRLF", '{"a":1}\r\n{"a":2}\r\n'],
    ["empty lines", '\n{"a":1}\n\n{"a":2}\n'],
    ["no last line end", '{"a":1}\n{"a":2}'],
    ["a cut last line", '{"a":1}\n{"a":2}\n{"a'],
  ])("are read with %s", (_name, text) => {
    expect(dataOf(whole(text, "ndjson"))).toEqual(['{"a":1}', '{"a":2}']);
  });
});

test("how the bytes are cut changes no frame", () => {
  const value = fc.string({ unit: "grapheme", maxLength: 12 });
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
  const end = fc.constantFrom("\n", "\r\n", "\r");
  fc.assert(
    fc.property(fc.array(value), sizes, end, (values, pieces, lineEnd) => {
      const frames = values.map((text) => JSON.stringify({ text }));
      const sse = frames.map((frame) => `event: x${lineEnd}data: ${frame}${lineEnd}${lineEnd}`);
      const lines = frames.map((frame) => `${frame}${lineEnd === "\r" ? "\n" : lineEnd}`);

      expect(dataOf(cut(Buffer.from(sse.join("")), pieces, "sse"))).toEqual(frames);
      expect(dataOf(cut(Buffer.from(lines.join("")), pieces, "ndjson"))).toEqual(frames);
    }),
  );
});

test("any bytes at all are read without a failure, and the same however they are cut", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.array(fc.constantFrom("data:", " ", "\n", "\r", "{", "}", "1", ":", "ü")).map((parts) => {
      return new TextEncoder().encode(parts.join(""));
    }),
  );
  fc.assert(
    fc.property(bytes, sizes, fc.constantFrom("sse", "ndjson"), (given, pieces, framing) => {
      expect(cut(given, pieces, framing)).toEqual(cut(given, [Infinity], framing));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["text/event-stream; charset=utf-8", "ndjson", "sse"],
  ["application/x-ndjson", "sse", "ndjson"],
  ["application/jsonl", "sse", "ndjson"],
  ["application/json", "sse", "sse"],
  ["application/json", "ndjson", "ndjson"],
  ["", "ndjson", "ndjson"],
  ["Text/HTML; charset=utf-8", "sse", undefined],
] as const)("a body of type %j where %s is usual is cut as %s", (type, usual, framing) => {
  expect(framingOf(type, usual)).toBe(framing);
});
