import { expect, test } from "vitest";

import { clock, duration, span } from "./duration.ts";

test.each([
  [0, "0 ms"],
  [184.4, "184 ms"],
  [999.4, "999 ms"],
  [1000, "1.0 s"],
  [4149, "4.1 s"],
  [59_949, "59.9 s"],
  [59_960, "1 min 0 s"],
  [125_000, "2 min 5 s"],
  [3_840_000, "1 h 4 min"],
])("duration() reads %i ms as %s", (ms, words) => {
  expect(duration(ms)).toBe(words);
});

test.each([
  [0, "0:00.0"],
  [18_400, "0:18.4"],
  [723_000, "12:03.0"],
  [3_723_400, "1:02:03.4"],
])("clock() shows %i ms as %s", (ms, shown) => {
  expect(clock(ms)).toBe(shown);
});

test("span() is never negative and never NaN", () => {
  expect(span("2026-11-20T14:00:00.000Z", "2026-11-20T14:00:01.500Z")).toBe(1500);
  expect(span("2026-11-20T14:00:01.500Z", "2026-11-20T14:00:00.000Z")).toBe(0);
  expect(span(undefined, "2026-11-20T14:00:00.000Z")).toBe(0);
});
