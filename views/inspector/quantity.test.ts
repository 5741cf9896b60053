import { expect, it } from "vitest";

import { bytes, count, grouped, short } from "./quantity.ts";
import { runClock, runSeconds } from "./run-clock.ts";

it("quantities are short, grouped and in the right number", () => {
  expect([count(1, "tool"), count(1_204, "tool")]).toEqual(["1 tool", "1,204 tools"]);
  expect([grouped(7), grouped(123_456_789)]).toEqual(["7", "123,456,789"]);
  expect([short(999), short(11_240), short(999_960), short(2_000_000)]).toEqual([
    "999",
    "11.2k",
    "1M",
    "2M",
  ]);
  expect([bytes(402), bytes(1_100), bytes(5_200_000)]).toEqual(["402 B", "1.1 kB", "5.2 MB"]);
});

it("the run's clock shows milliseconds and carries into minutes", () => {
  expect([runClock(36_704), runClock(59_999.6), runClock(3_600_000)]).toEqual([
    "0:36.704",
    "1:00.000",
    "60:00.000",
  ]);
  expect(runSeconds(100_812.2)).toBe("100.812");
});
