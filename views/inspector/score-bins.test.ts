import { describe, expect, it } from "vitest";

import { EventIndex } from "./event-index.ts";
import { sampleRun } from "./sample-run.ts";
import { LANE_HEIGHT, SCORE_COLUMNS } from "./score-bins.ts";
import { studyRun } from "./study.ts";

const { lanes } = studyRun(new EventIndex(sampleRun()), { idle: "skip" });

/** The columns and heights of a path's marks. */
function marksOf(path: string): readonly { from: number; height: number; columns: number }[] {
  return [...path.matchAll(/M(\d+) 12v-([\d.]+)h(\d+)/gu)].map((mark) => ({
    from: Number(mark[1]),
    height: Number(mark[2]),
    columns: Number(mark[3]),
  }));
}

describe("scoreLanes()", () => {
  it("has a row for each visible lane, with its number of events", () => {
    expect(Object.fromEntries(lanes.map(({ lane, count }) => [lane, count]))).toEqual({
      tokens: 116,
      reasoning: 47,
      tools: 26,
      bundle: 2,
      citations: 2,
      approvals: 3,
      status: 10,
      errors: 1,
    });
  });

  it("keeps every mark inside of the columns and the height", () => {
    for (const { path } of lanes) {
      for (const { from, height } of marksOf(path)) {
        expect(from).toBeLessThan(SCORE_COLUMNS);
        expect(height).toBeLessThanOrEqual(LANE_HEIGHT);
      }
    }
  });

  it("draws a wait for a person as a low bar between its two marks", () => {
    const approvals = marksOf(lanes.find(({ lane }) => lane === "approvals")?.path ?? "");

    expect(approvals[0]?.height).toBeLessThan(LANE_HEIGHT / 2);
    expect(approvals[0]?.columns).toBeGreaterThan(5);
  });

  it("draws a run of a single event", () => {
    const { lanes: single } = studyRun(new EventIndex(sampleRun().slice(0, 1)), { idle: "skip" });

    expect(marksOf(single.find(({ lane }) => lane === "status")?.path ?? "")).toHaveLength(1);
  });
});
