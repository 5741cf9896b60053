import { describe, expect, it } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { sampleRun } from "./sample-run.ts";
import { scriptRun } from "./script-run.ts";
import { SUMMARY_LENGTH, summaryOf } from "./summary.ts";

describe("summaryOf()", () => {
  it("is one short line for every event", () => {
    for (const summary of sampleRun().map(({ event }) => summaryOf(event))) {
      expect(summary).not.toMatch(/[\n\r]/u);
      expect(summary.length).toBeLessThanOrEqual(SUMMARY_LENGTH + 1);
      expect(summary).not.toBe("");
    }
  });

  it("lists the plain facts of a class that has no words of its own", () => {
    const [entry] = scriptRun((write) => {
      write(0, {
        type: "task.timed_out",
        payload: { reason: "The time is spent", limit_ms: 30_000 },
      });
    });

    expect(entry && summaryOf(entry.event)).toBe('reason "The time is spent", limit_ms 30000');
  });

  it("survives an event of a class that this version does not know", () => {
    const [entry] = sampleRun();
    const payload = { phase: "full", at: [1] };
    const newer: unknown = Object.assign({}, entry?.event, { type: "moon.rose", payload });

    // A log may hold it all the same: readers keep what they do not know.
    expect(summaryOf(newer as RuntimeEvent)).toBe('phase "full"');
  });
});
