import { describe, expect, it } from "vitest";

import type { Citation } from "#runtime/event/shared.ts";
import { SOURCE } from "./sample-run.ts";
import { sourceLines } from "./source-lines.ts";

function marked(citation: { quote?: string; start_line?: number; end_line?: number }) {
  return sourceLines(SOURCE, { index: 1, title: "retry.ts", ...citation })
    .filter((line) => line.marked)
    .map((line) => line.number);
}

function linesOf(content: string, citation: Partial<Citation>) {
  return sourceLines(content, { index: 1, title: "retry.ts", ...citation }).map(
    ({ number, text, marked: isMarked }) => [number, text, isMarked] as const,
  );
}

describe("sourceLines()", () => {
  it("marks the lines that hold the quote", () => {
    expect(marked({ quote: "return retryStep(step, attempt + 1)" })).toEqual([3]);
  });

  it("finds a quote over several lines, whatever its white space", () => {
    expect(
      marked({ quote: "(cause.kind === 'timeout') {\n return   retryStep(step, attempt + 1)" }),
    ).toEqual([2, 3]);
  });

  it("marks the named lines when the quote is not there", () => {
    expect(marked({ quote: "no such words", start_line: 4, end_line: 5 })).toEqual([4, 5]);
    expect(marked({ start_line: 6 })).toEqual([6]);
  });

  it("marks nothing when the citation names nothing", () => {
    expect(marked({})).toEqual([]);
    expect(marked({ start_line: 900 })).toEqual([]);
  });

  it("takes the numbers that the output itself gives, also for what is marked", () => {
    const content = "9: one\n10: \n11:   two\n";

    expect(linesOf(content, { quote: "one two" })).toEqual([
      [9, "one", true],
      [10, "", true],
      [11, "  two", true],
    ]);
    expect(linesOf(content, { start_line: 10, end_line: 11 })).toEqual([
      [9, "one", false],
      [10, "", true],
      [11, "  two", true],
    ]);
  });

  it("finds a quote that was taken with the numbers", () => {
    const lines = linesOf("9: one\n10: two\n11: three", { quote: "10: two\n11: three" });

    expect(lines.map(([number, , isMarked]) => [number, isMarked])).toEqual([
      [9, false],
      [10, true],
      [11, true],
    ]);
  });

  it.each([
    ["do not grow", "2: one\n2: two"],
    ["are not on every line", "1: one\ntwo"],
    ["are not followed by a space", "1:one\n2:two"],
  ])("counts by itself when the numbers of the output %s", (_, content) => {
    expect(linesOf(content, {}).map(([number, text]) => [number, text])).toEqual(
      content.split("\n").map((text, at) => [at + 1, text]),
    );
  });

  it("shows the lines around the cited one when there are very many", () => {
    const content = Array.from({ length: 5_000 }, (_, at) => `${at + 3_000}: line`).join("\n");

    const lines = linesOf(content, { start_line: 6_000 });

    expect(lines).toHaveLength(2_000);
    expect(lines.filter(([, , isMarked]) => isMarked)).toEqual([[6_000, "line", true]]);
  });

  it("shows every line with its number", () => {
    const lines = sourceLines("a\r\n\nb", { index: 1, title: "t" });

    expect(lines.map(({ number, text }) => [number, text])).toEqual([
      [1, "a"],
      [2, ""],
      [3, "b"],
    ]);
  });
});
