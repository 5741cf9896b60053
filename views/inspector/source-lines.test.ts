import { describe, expect, it } from "vitest";

import { SOURCE } from "./sample-run.ts";
import { sourceLines } from "./source-lines.ts";

function marked(citation: { quote?: string; start_line?: number; end_line?: number }) {
  return sourceLines(SOURCE, { index: 1, title: "retry.ts", ...citation })
    .filter((line) => line.marked)
    .map((line) => line.number);
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

  it("shows every line with its number", () => {
    const lines = sourceLines("a\r\n\nb", { index: 1, title: "t" });

    expect(lines.map(({ number, text }) => [number, text])).toEqual([
      [1, "a"],
      [2, ""],
      [3, "b"],
    ]);
  });
});
