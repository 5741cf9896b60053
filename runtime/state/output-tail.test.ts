import { expect, test } from "vitest";

import { type OutputTail, tailLines, withOutput, withRemark } from "./output-tail.ts";

const NOTHING: OutputTail | undefined = undefined;

test("a tail has the newest six lines, and a line may come in pieces", () => {
  const pieces = ["one\ntw", "o\nthree\nfour\n", "five\nsix\nsev", "en"];

  const tail = pieces.reduce<OutputTail | undefined>(withOutput, NOTHING);

  expect(tailLines(tail ?? { text: "", of: "output" })).toEqual([
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
  ]);
});

test("a line that is written anew counts once, as it reads last", () => {
  expect(tailLines(withOutput(NOTHING, "10 %\r50 %\r100 %\ndone"))).toEqual(["100 %", "done"]);
});

test("output takes the place of what the tool said about it", () => {
  const remarked = withRemark(NOTHING, "reading");

  const tail = withRemark(withOutput(remarked, "read\n"), "still reading");

  expect(tailLines(tail ?? { text: "", of: "output" })).toEqual(["read"]);
});

test("output without an end of line grows no further than some lines", () => {
  const tail = withOutput(withOutput(NOTHING, "x".repeat(10_000)), "y".repeat(10_000));

  expect(tail.text.length).toBeLessThan(3_000);
  expect(tailLines(tail)[0]).toHaveLength(200);
});
