import { describe, expect, it } from "vitest";

import { compareAddress, readCompareSettings } from "./settings.ts";

const RUNS = { a: "r_1", b: "r_2@311" };

describe("the address of a comparison", () => {
  it("gives back the settings that were read from it", () => {
    const settings = readCompareSettings(RUNS, { by: "time", tab: "answer", d: "3" });

    const address = compareAddress(settings, { d: 3 });
    const { searchParams, hash } = new URL(address, "http://127.0.0.1");

    expect(hash).toBe("#d-3");
    expect(readCompareSettings(RUNS, Object.fromEntries(searchParams))).toEqual(settings);
  });

  it("leaves defaults out, and reads what it does not know as the default", () => {
    const settings = readCompareSettings(RUNS, { by: "mood", tab: "smell", d: "-1", open: "1e9" });

    expect(settings).toEqual({ ...RUNS, by: "step", tab: "events", d: 0 });
    expect(compareAddress(settings, {})).toBe("/compare?a=r_1&b=r_2%40311");
  });

  it("begins another tab at its top, and keeps how the events are aligned", () => {
    const settings = readCompareSettings(RUNS, { by: "seq", d: "7", open: "9", from: "40" });

    expect(compareAddress(settings, { tab: "state" })).toBe(
      "/compare?a=r_1&b=r_2%40311&by=seq&tab=state",
    );
  });
});
