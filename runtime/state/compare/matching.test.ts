import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { EDITS_MAX, matchBy } from "./matching.ts";

const list = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 });

/** The length of a longest common subsequence, by the table that the textbooks have. */
function longest(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const item of a) {
    const next = [0];
    for (const [at, other] of b.entries()) {
      next.push(item === other ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

describe("matchBy()", () => {
  it("pairs equal items in order, as many as can be", () => {
    fc.assert(
      fc.property(list, list, (a, b) => {
        const { pairs, isExact } = matchBy(a, b, [(item) => item]);

        expect(isExact).toBe(true);
        expect(pairs).toHaveLength(longest(a, b));
        for (const [at, [left, right]] of pairs.entries()) {
          expect(a[left]).toBe(b[right]);
          expect(left).toBeGreaterThan(pairs[at - 1]?.[0] ?? -1);
          expect(right).toBeGreaterThan(pairs[at - 1]?.[1] ?? -1);
        }
      }),
    );
  });

  it("pairs by the looser key what stands between two pairs, and never across one", () => {
    const first = (item: string) => item.slice(0, 1);

    const { pairs } = matchBy(["a1", "x", "b1"], ["b2", "x", "b3"], [(item) => item, first]);

    expect(pairs).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it("finds the landmarks of lists that differ in too much, and says that it searched no further", () => {
    const size = 2 * EDITS_MAX;
    const often = new Set(["a 8", "a 58", "b 8"]);
    const list_ = (side: string) =>
      Array.from({ length: size }, (_, at) => {
        if (at % 50 === 7) return `mark ${at}`;
        return often.has(`${side} ${at}`) ? "often" : `${side} ${at}`;
      });

    const { pairs, isExact } = matchBy(list_("a"), list_("b"), [(item) => item]);

    expect(isExact).toBe(false);
    const marks = Array.from({ length: size / 50 }, (_, at) => [50 * at + 7, 50 * at + 7]);
    expect(pairs).toEqual([marks[0], [8, 8], ...marks.slice(1)]);
  });
});
