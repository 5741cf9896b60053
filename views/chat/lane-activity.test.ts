import { expect, test } from "vitest";

import { emptyThread, fold } from "#runtime/state/fold.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { sampleRun } from "#views/inspector/sample-run.ts";
import { ACTIVITY_WINDOW_MS, barsPath, laneBars } from "./lane-activity.ts";

const END = Date.parse("2026-11-19T02:15:00.000Z");
const RUN = sampleRun()
  .map((entry) => entry.event)
  .reduce(fold, emptyThread("s_1", "th_1")).turns[0]?.run as RunState;

test("the newest event stands at the right, the oldest in the window at the left", () => {
  const ticks = [
    { lane: "tools", at: END },
    { lane: "tools", at: END - ACTIVITY_WINDOW_MS + 1 },
    { lane: "tools", at: END - ACTIVITY_WINDOW_MS - 1000 },
    { lane: "status", at: END - 5000 },
  ] as const;

  const bars = laneBars("tools", { ticks, end: END }, RUN);

  expect(bars.flatMap((height, bin) => (height > 0 ? [bin] : []))).toEqual([0, bars.length - 1]);
});

test("many tokens in one moment add up to the full height and no more", () => {
  const ticks = Array.from({ length: 50 }, () => ({ lane: "tokens", at: END }) as const);

  expect(laneBars("tokens", { ticks, end: END }, RUN).at(-1)).toBe(1);
  expect(laneBars("tokens", { ticks: ticks.slice(0, 1), end: END }, RUN).at(-1)).toBeLessThan(1);
});

test("the approvals lane stays raised while a question waits", () => {
  const [asked] = RUN.approvals;
  const end = Date.parse(asked?.decided_at ?? "") + 1000;

  const raised = laneBars("approvals", { ticks: [], end }, RUN).filter((height) => height > 0);

  expect(raised.length * (ACTIVITY_WINDOW_MS / 66)).toBeCloseTo(1400, -3);
});

test("a lane on which nothing came draws nothing", () => {
  expect(barsPath(laneBars("errors", { ticks: [], end: END }, RUN))).toBe("");
});
