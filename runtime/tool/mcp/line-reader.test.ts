import fc from "fast-check";
import { expect, test } from "vitest";

import { LineReader } from "./line-reader.ts";

test("lines are the same however their bytes are cut into chunks", () => {
  const lines = fc.array(fc.string({ unit: "grapheme" }).map((line) => line.replaceAll("\n", " ")));

  fc.assert(
    fc.property(lines, fc.infiniteStream(fc.integer({ min: 1, max: 7 })), (given, sizes) => {
      const bytes = Buffer.from(given.map((line) => `${line}\n`).join(""));
      const reader = new LineReader(1_000);
      const read: string[] = [];
      for (let at = 0; at < bytes.length;) {
        const size = sizes.next().value ?? 1;
        read.push(...reader.push(bytes.subarray(at, at + size)));
        at += size;
      }
      expect(read).toEqual(given.map((line) => line.toWellFormed()));
    }),
  );
});

test("a line without end is refused before it fills the memory", () => {
  const reader = new LineReader(10);

  expect(reader.push(Buffer.from("0123456789\n012345678"))).toEqual(["0123456789"]);
  expect(() => reader.push(Buffer.from("9x"))).toThrow(RangeError);
});
