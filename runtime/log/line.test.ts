import fc from "fast-check";
import { expect, test } from "vitest";

import { decodeLine, encodeLine, hasSequence, lineJson, LINE_OVERHEAD_BYTES } from "./line.ts";

test("a line gives back the JSON it was made of, and its watermark", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.maxSafeNat(), (object, durable) => {
      const json = JSON.stringify({ type: "any", ...object });
      const line = lineOf(json, durable);
      const decoded = decodeLine(line);
      if (decoded === undefined) throw new Error("The line is not whole");

      expect(decoded.durable).toBe(durable);
      expect(lineJson(line, decoded)).toBe(json);
    }),
  );
});

test("a line is JSON with d and crc as its last members", () => {
  const line = lineOf('{"type":"any","payload":{"text":"ö"}}', 38).toString();

  expect(line).toMatch(/^\{"type":"any","payload":\{"text":"ö"\},"d":38,"crc":"[0-9a-f]{8}"\}$/);
  expect(JSON.parse(line)).toMatchObject({ type: "any", d: 38 });
});

test("a line that lost or changed anything is not whole", () => {
  const line = lineOf('{"type":"any"}', 7);
  const cuts = Array.from({ length: line.length }, (_, size) => line.subarray(0, size));
  const changes = Array.from(line, (byte, index) => line.with(index, byte ^ 1));

  for (const bytes of [...cuts, ...changes.map((change) => Buffer.from(change))]) {
    expect(decodeLine(bytes)).toBeUndefined();
  }
});

test("a line holds the sequence that it names, not one that begins alike or is quoted", () => {
  const line = lineOf('{"payload":{"text":"\\"sequence\\":7"},"sequence":41}', 0);

  expect(hasSequence(line, 41)).toBe(true);
  expect([4, 7, 411].map((sequence) => hasSequence(line, sequence))).toEqual([false, false, false]);
});

function lineOf(json: string, durable: number): Buffer {
  const bytes = Buffer.alloc(Buffer.byteLength(json) + LINE_OVERHEAD_BYTES);
  return bytes.subarray(0, encodeLine(bytes, 0, json, durable) - 1);
}
