import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { EventIndex } from "./event-index.ts";
import { sampleRun } from "./sample-run.ts";
import { activeTime, axisScale, gapsOf, timeScale } from "./time-scale.ts";

const index = new EventIndex(sampleRun());
const gaps = gapsOf(index);

describe("gapsOf()", () => {
  it("finds every wait of more than a second, and nothing else", () => {
    expect(gaps.map(({ from, to }) => to - from)).toEqual([27_300, 1_400]);
    expect(gaps.map(({ position }) => index.event(position).sequence)).toEqual([95, 155]);
  });
});

describe("timeScale()", () => {
  it("gives every gap the same length and leaves the rest as it was", () => {
    const scale = timeScale(index.end, gaps, 250);

    expect(scale.length).toBeCloseTo(activeTime(gaps, index.end) + 500);
    expect(scale.place(1_000)).toBeCloseTo(1_000);
    expect(scale.place(33_941) - scale.place(6_641)).toBeCloseTo(250);
  });

  it("leads back from every place to its time", () => {
    const scale = timeScale(index.end, gaps, 250);

    fc.assert(
      fc.property(fc.double({ min: 0, max: index.end, noNaN: true }), (ms) => {
        expect(scale.time(scale.place(ms))).toBeCloseTo(ms, 3);
      }),
    );
  });

  it("holds what lies outside of the run at its ends", () => {
    const scale = timeScale(index.end, gaps, 250);

    expect(scale.place(-5)).toBe(0);
    expect(scale.place(1e9)).toBeCloseTo(scale.length);
    expect(timeScale(0, [], 250).place(0)).toBe(0);
  });
});

describe("axisScale()", () => {
  it("gives a gap its share of the whole axis", () => {
    const scale = axisScale(index.end, gaps, { share: 0.04, most: 0.3 });

    for (const { from, to } of scale.gaps) {
      expect((scale.place(to) - scale.place(from)) / scale.length).toBeCloseTo(0.04);
    }
    expect(scale.gaps).toHaveLength(2);
  });

  it("lets many gaps share what it has for all of them", () => {
    const many = Array.from({ length: 100 }, (_, at) => ({
      from: at * 11_000 + 1_000,
      to: at * 11_000 + 11_000,
      position: at,
    }));
    const scale = axisScale(1_100_000, many, { share: 0.04, most: 0.3 });

    const squeezed = scale.gaps.reduce(
      (sum, { from, to }) => sum + scale.place(to) - scale.place(from),
      0,
    );
    expect(squeezed / scale.length).toBeCloseTo(0.3);
  });

  it("leaves a gap alone that squeezing would not make shorter", () => {
    const gap = { from: 50_000, to: 51_500, position: 9 };

    expect(axisScale(100_000, [gap], { share: 0.04, most: 0.3 }).gaps).toEqual([]);
  });
});
