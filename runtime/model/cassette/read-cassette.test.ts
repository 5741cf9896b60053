import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { RecordedChunk } from "./cassette.ts";
import { endLine, headLine } from "./cassette-lines.ts";
import { LineWriter } from "./line-writer.ts";
import { isCassette, readCassette, readCassettes } from "./read-cassette.ts";

const REQUEST = { method: "POST", path: "/v1/messages", headers: {}, body: "{}" };
const RESPONSE = { status: 200, headers: { "content-type": "text/event-stream" }, ms: 3 };
const HEAD = headLine(REQUEST, RESPONSE);
const END = endLine({ how: "whole", ms: 9 });
function chunkLine(chunk: RecordedChunk): string {
  const writer = new LineWriter(0);
  writer.chunk(chunk);
  return Buffer.from(writer.done()).toString();
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe("readCassettes()", () => {
  test("gives back the exact bytes of any chunk", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (chunks) => {
        const lines = chunks.map((bytes, ms) => chunkLine({ ms, bytes })).join("");

        const { chunks: read } = readCassette(bytesOf(HEAD + lines + END));

        expect(read.map(({ bytes }) => [...bytes])).toEqual(chunks.map((bytes) => [...bytes]));
        expect(read.map(({ ms }) => ms)).toEqual(chunks.map((_, ms) => ms));
      }),
    );
  });

  test.each(["\u{feff}data", "a\u2028b", '\0\r\n\\"', "日本😀"])(
    "keeps the text %j as text",
    (text) => {
      const line = chunkLine({ ms: 1, bytes: bytesOf(text) });

      expect(line).toContain('"text"');
      expect(readCassette(bytesOf(HEAD + line + END)).chunks[0]?.bytes).toEqual(bytesOf(text));
    },
  );

  test("gives several exchanges in their order", () => {
    const refused = headLine(REQUEST, { ...RESPONSE, status: 429 });

    const exchanges = readCassettes(bytesOf(refused + END + HEAD + END));

    expect(exchanges.map(({ response }) => response?.status)).toEqual([429, 200]);
  });

  test("counts an exchange without an end as cut, and leaves out a line that broke off", () => {
    const line = chunkLine({ ms: 5, bytes: bytesOf("data") });

    const cassette = readCassette(bytesOf(HEAD + line + line.slice(0, 12)));

    expect(cassette.chunks).toHaveLength(1);
    expect(cassette.end).toEqual({ how: "cut", ms: 5 });
  });

  test.each([
    ["", "The cassette is empty"],
    ["plain words\n", 'Line 1 of the cassette is not JSON: "plain words"'],
    [END, "Line 1 of the cassette belongs to no exchange: the line that opens one is missing"],
    [
      `${HEAD}{"ms":1}\n`,
      'Line 2 of the cassette is neither a head, a chunk nor an end: "{"ms":1}"',
    ],
    [`${HEAD}{"ms":-1,"text":""}\n`, "Line 2 of the cassette is neither"],
    [`${HEAD}{"ms":1,"base64":"*"}\n`, "Line 2 of the cassette is neither"],
    [`${HEAD}${END}${END}`, "Line 3 of the cassette belongs to no exchange"],
    ['{"cassette":2,"request":{}}\n', "Line 1 of the cassette has version 2, only 1 can be read"],
  ])("names the line of a broken cassette and what is wrong: %j", (text, message) => {
    expect(() => readCassette(bytesOf(text))).toThrow(
      expect.objectContaining({ name: "CassetteError", message: expect.stringContaining(message) }),
    );
  });
});

test("isCassette() tells a cassette from a provider's own bytes", () => {
  expect(isCassette(bytesOf(HEAD))).toBe(true);
  expect(isCassette(bytesOf('data: {"cassette":1}'))).toBe(false);
  expect(isCassette(bytesOf(""))).toBe(false);
});
