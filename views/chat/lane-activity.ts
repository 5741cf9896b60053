import type { Lane } from "#runtime/event/lane.ts";
import type { RunState } from "#runtime/state/thread-state.ts";

/** One event on a lane, at a time in milliseconds. */
export interface LaneTick {
  readonly lane: Lane;
  readonly at: number;
}

/** What the sparklines show: the events of the seconds before `end`. */
export interface LaneActivity {
  readonly ticks: readonly LaneTick[];
  readonly end: number;
}

export const ACTIVITY_WINDOW_MS = 20_000;
const BINS = 66;
const BIN_MS = ACTIVITY_WINDOW_MS / BINS;

/** So many events in one bin reach the full height. */
const FULL_BIN: Partial<Readonly<Record<Lane, number>>> = { tokens: 8, reasoning: 8 };
const WAITING_HEIGHT = 0.42;

/** The heights (0 to 1) of a lane's bars, oldest first. A lane that waits for a person stays raised. */
export function laneBars(lane: Lane, activity: LaneActivity, run: RunState): readonly number[] {
  const bars = Array.from({ length: BINS }, () => 0);
  const step = 1 / (FULL_BIN[lane] ?? 1);
  for (const tick of activity.ticks) {
    if (tick.lane === lane) raise(bars, binOf(tick.at, activity.end), step);
  }
  if (lane === "approvals") raiseWaiting(bars, activity.end, run);
  return bars;
}

/** Events of one bin add up, to the full height at most. */
function raise(bars: number[], bin: number, step: number): void {
  const height = bars[bin];
  if (height !== undefined) bars[bin] = Math.min(1, Math.max(0.2, height + step));
}

function raiseWaiting(bars: number[], end: number, run: RunState): void {
  for (const approval of run.approvals) {
    const from = Math.max(0, binOf(Date.parse(approval.at), end));
    const to = Math.min(BINS - 1, binOf(decidedAt(approval.decided_at, end), end));
    for (let bin = from; bin <= to; bin++) bars[bin] = Math.max(bars[bin] ?? 0, WAITING_HEIGHT);
  }
}

function decidedAt(time: string | undefined, end: number): number {
  return time === undefined ? end : Date.parse(time);
}

function binOf(at: number, end: number): number {
  return Math.min(BINS - 1, Math.floor((at - end + ACTIVITY_WINDOW_MS) / BIN_MS));
}

/** Bars as one SVG path in a box of 100 by 18, standing on its floor. */
export function barsPath(bars: readonly number[]): string {
  const width = 100 / BINS;
  return bars
    .map((height, index) => ({ x: (index * width).toFixed(2), height: height * 16 }))
    .filter((bar) => bar.height > 0)
    .map(({ x, height }) => `M${x} 17.5v-${height.toFixed(1)}h1.05v${height.toFixed(1)}z`)
    .join("");
}
