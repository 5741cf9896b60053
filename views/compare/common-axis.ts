import type { EventIndex } from "#views/inspector/event-index.ts";
import { activeTime, gapsOf, timeScale, type TimeScale } from "#views/inspector/time-scale.ts";

/** Part of the longer active time that a squeezed gap takes. */
const GAP_SHARE = 0.04;

/** The time scales of two runs on one axis: a second is as long in both, and so is a squeezed gap. */
export function commonAxis(a: EventIndex, b: EventIndex): readonly [a: TimeScale, b: TimeScale] {
  const active = Math.max(...[a, b].map((index) => activeTime(gapsOf(index), index.end)));
  const gapLength = GAP_SHARE * Math.max(1, active);
  const [left, right] = [squeezed(a, gapLength), squeezed(b, gapLength)];
  const length = Math.max(left.length, right.length);
  return [
    { ...left, length },
    { ...right, length },
  ];
}

/** A gap that would not get much shorter keeps its true length. */
function squeezed(index: EventIndex, gapLength: number): TimeScale {
  const gaps = gapsOf(index).filter(({ from, to }) => to - from > 2 * gapLength);
  return timeScale(index.end, gaps, gapLength);
}
