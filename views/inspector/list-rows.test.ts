import { describe, expect, it } from "vitest";

import { EventIndex } from "./event-index.ts";
import { listRows, rowOf } from "./list-rows.ts";
import { sampleRun } from "./sample-run.ts";

const index = new EventIndex(sampleRun());

describe("listRows()", () => {
  it("folds a stretch of deltas of one text into a row", () => {
    const rows = listRows(index, { fold: true });

    const answer = rows[rowOf(rows, index.positionOf(31))];

    expect(answer).toEqual({ kind: "events", position: index.positionOf(31), count: 11 });
  });

  it("keeps a citation between two stretches by itself", () => {
    const rows = listRows(index, { fold: true });
    const at = rowOf(rows, index.positionOf(77));

    expect(rows.slice(at - 1, at + 2)).toEqual([
      { kind: "events", position: index.positionOf(62), count: 15 },
      { kind: "events", position: index.positionOf(77), count: 1 },
      { kind: "events", position: index.positionOf(78), count: 8 },
    ]);
  });

  it("does not join the arguments of two calls", () => {
    const rows = listRows(index, { fold: true });

    expect(rows[rowOf(rows, index.positionOf(43))]).toMatchObject({ count: 2 });
    expect(rows[rowOf(rows, index.positionOf(44))]).toMatchObject({ count: 2 });
  });

  it("shows every event once, folded or not", () => {
    const count = (fold: boolean) =>
      listRows(index, { fold })
        .filter((row) => row.kind === "events")
        .reduce((sum, row) => sum + row.count, 0);

    expect(count(true)).toBe(index.count);
    expect(count(false)).toBe(index.count);
  });

  it("puts a gap before the event that ended the silence", () => {
    const rows = listRows(index, { fold: true });

    const gap = rows[rowOf(rows, index.positionOf(95)) - 1];

    expect(gap).toEqual({ kind: "gap", position: index.positionOf(95), ms: 27_300 });
  });

  it("claims no silence between two events when a filter hides what came between", () => {
    const failed = index.positionOf(95);
    const matches = (position: number) => position === 0 || position === failed;

    expect(listRows(index, { fold: true, matches }).map((row) => row.kind)).toEqual([
      "events",
      "events",
    ]);
  });
});

describe("rowOf()", () => {
  it("finds the row of any event in a folded stretch", () => {
    const rows = listRows(index, { fold: true });

    for (let position = 0; position < index.count; position += 1) {
      const row = rows[rowOf(rows, position)];
      expect(row?.kind).toBe("events");
      expect(row?.position).toBeLessThanOrEqual(position);
    }
  });

  it("finds none in an empty list", () => {
    expect(rowOf([], 3)).toBe(-1);
  });
});
