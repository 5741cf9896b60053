import { describe, expect, it } from "vitest";

import { axisTicks } from "./axis-ticks.ts";
import { timeScale } from "./time-scale.ts";

function labels(end: number): readonly string[] {
  return axisTicks(timeScale(end, [], 0)).map((tick) => tick.label);
}

describe("axisTicks()", () => {
  it("marks round times, at most a dozen, in words that fit the length of the run", () => {
    expect(labels(9_500)).toEqual(["0s", "1s", "2s", "3s", "4s", "5s", "6s", "7s", "8s", "9s"]);
    expect(labels(400)).toContain("200ms");
    expect(labels(200_000)).toContain("2:30");
    expect(labels(8 * 3_600_000)).toContain("2:00h");
  });

  it("puts no mark into a squeezed gap", () => {
    const gap = { from: 2_000, to: 30_000, position: 1 };

    const ticks = axisTicks(timeScale(34_000, [gap], 300));

    expect(ticks.filter(({ ms }) => ms > gap.from && ms < gap.to)).toEqual([]);
    expect(ticks.some(({ ms }) => ms >= gap.to)).toBe(true);
  });

  it("marks the beginning of a run without any length", () => {
    expect(labels(0)).toEqual(["0s"]);
  });
});
