import { describe, expect, it } from "vitest";

import type { RowOp } from "#runtime/state/compare/rows.ts";
import { foldRows, pageOf, type FoldedRow } from "./fold-rows.ts";

const OPS: Readonly<Record<string, RowOp>> = {
  "=": "same",
  "≠": "changed",
  "−": "removed",
  "+": "added",
};

function rows(signs: string) {
  return signs.split("").map((sign) => ({ op: OPS[sign] ?? "same" }));
}

/** Rows as their signs, folds as `[sign count]`. */
function shown(signs: string, look: { open?: number; sections?: number[] } = {}): string {
  const lines = foldRows(rows(signs), { open: look.open, sections: look.sections ?? [] });
  return lines
    .map((line) =>
      line.kind === "row" ? signs[line.at] : `[${signs[line.from]}${line.to - line.from}]`,
    )
    .join("");
}

describe("foldRows()", () => {
  it("shows differences and two rows of what stands around them", () => {
    expect(shown(`${"=".repeat(20)}≠${"=".repeat(30)}−+`)).toBe("[=18]==≠==[=26]==−+");
  });

  it("folds nothing where a fold would hide less than it takes", () => {
    expect(shown("≠======≠")).toBe("≠======≠");
    expect(shown("≠=======≠")).toBe("≠==[=3]==≠");
  });

  it("folds two runs that do the same into one line", () => {
    expect(shown("=".repeat(50))).toBe("[=50]");
  });

  it("shows the beginning and the end of a long stretch that only one side has", () => {
    expect(shown(`=${"−".repeat(40)}${"+".repeat(5)}`)).toBe("=−−−−[−35]−+++++");
  });

  it("opens one fold by its first row", () => {
    expect(shown("≠=======≠", { open: 3 })).toBe("≠=======≠");
    expect(shown("≠=======≠", { open: 4 })).toBe("≠==[=3]==≠");
  });

  it("never folds across the beginning of a section", () => {
    expect(shown("========≠", { sections: [0, 5] })).toBe("[=5]===≠");
  });
});

describe("pageOf()", () => {
  const lines: readonly FoldedRow[] = Array.from({ length: 1_000 }, (_, at) => ({
    kind: "row",
    at: 2 * at,
  }));

  function ends(row: number): readonly (number | undefined)[] {
    const { lines: shownLines } = pageOf(lines, row);
    return [shownLines.at(0), shownLines.at(-1)].map((line) =>
      line?.kind === "row" ? line.at : undefined,
    );
  }

  it("gives a page around a row, and the ways to the pages beside it without a gap", () => {
    const page = pageOf(lines, 900);

    expect(ends(900)).toEqual([820, 1_218]);
    expect(ends(page.after ?? 0)).toEqual([1_220, 1_618]);
    expect(ends(page.before ?? 0)).toEqual([420, 818]);
  });

  it("begins at the beginning and ends at the end", () => {
    expect(ends(0)).toEqual([0, 398]);
    expect(pageOf(lines, 0)).not.toHaveProperty("before");
    expect(ends(1_998)).toEqual([1_600, 1_998]);
    expect(pageOf(lines, 1_998)).not.toHaveProperty("after");
  });

  it("cuts nothing that fits", () => {
    expect(pageOf(lines.slice(0, 200), 300)).toEqual({ lines: lines.slice(0, 200) });
  });
});
