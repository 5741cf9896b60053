import { GAP_MS } from "#runtime/state/run-times.ts";
import { lastNotAfter, type EventIndex } from "./event-index.ts";

/** A time without events. */
export interface Gap {
  /** Milliseconds since the run's first event. */
  readonly from: number;
  readonly to: number;
  /** Position of the event that ends it. */
  readonly position: number;
}

/**
 * A way to lay recorded time out on another axis, on which every gap has a fixed length.
 * The score uses it for places, the playback clock for skipping idle time.
 */
export interface TimeScale {
  readonly length: number;
  /** The recorded milliseconds at its two ends; what lies outside stands at them. */
  readonly from: number;
  readonly to: number;
  readonly gaps: readonly Gap[];
  /** Recorded milliseconds to a place between 0 and `length`. */
  place(ms: number): number;
  /** The way back: a place to recorded milliseconds. */
  time(place: number): number;
}

/** The waits of a run that count as idle, in order. */
export function gapsOf(index: EventIndex): readonly Gap[] {
  const gaps: Gap[] = [];
  for (let position = 1; position < index.count; position += 1) {
    const from = index.time(position - 1);
    const to = index.time(position);
    if (to - from > GAP_MS) gaps.push({ from, to, position });
  }
  return gaps;
}

/** The time that a run spent with something happening. */
export function activeTime(gaps: readonly Gap[], end: number): number {
  return gaps.reduce((active, gap) => active - (gap.to - gap.from), end);
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly stop: number;
}

/** A scale from 0 to `end` on which each of the gaps takes `gapLength`. */
export function timeScale(end: number, gaps: readonly Gap[], gapLength: number): TimeScale {
  const stretches = layOut(end, gaps, gapLength);
  const length = stretches.at(-1)?.stop ?? 0;
  return {
    length,
    from: 0,
    to: end,
    gaps,
    place: (ms) => move(stretches, ms, ["from", "to"], ["start", "stop"]),
    time: (place) => move(stretches, place, ["start", "stop"], ["from", "to"]),
  };
}

/**
 * The scale of an axis: long gaps are squeezed, each to `share` of it and together to at most `most`.
 * A gap that would not get shorter by that keeps its true length.
 */
export function axisScale(
  end: number,
  gaps: readonly Gap[],
  { share, most }: { share: number; most: number },
): TimeScale {
  const worth = gaps.filter((gap) => gap.to - gap.from > 2 * share * activeTime(gaps, end));
  const each = Math.min(share, most / Math.max(1, worth.length));
  const active = Math.max(1, activeTime(worth, end));
  return timeScale(end, worth, (active * each) / (1 - each * worth.length));
}

/** The same for the part of the axis between two times. */
export function partScale(
  { from, to }: { readonly from: number; readonly to: number },
  gaps: readonly Gap[],
  share: { share: number; most: number },
): TimeScale {
  const inside = gaps
    .filter((gap) => gap.from < to && gap.to > from)
    .map((gap) =>
      moved({ ...gap, from: Math.max(from, gap.from), to: Math.min(to, gap.to) }, -from),
    );
  const scale = axisScale(to - from, inside, share);
  return {
    length: scale.length,
    from,
    to,
    gaps: scale.gaps.map((gap) => moved(gap, from)),
    place: (ms) => scale.place(ms - from),
    time: (place) => scale.time(place) + from,
  };
}

function moved({ from, to, position }: Gap, by: number): Gap {
  return { from: from + by, to: to + by, position };
}

function layOut(end: number, gaps: readonly Gap[], gapLength: number): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  let start = 0;
  const add = (to: number, length: number) => {
    stretches.push({ from, to, start, stop: start + length });
    from = to;
    start += length;
  };
  for (const gap of gaps) {
    add(gap.from, gap.from - from);
    add(gap.to, gapLength);
  }
  add(end, end - from);
  return stretches;
}

function move(
  stretches: readonly Stretch[],
  value: number,
  [from, to]: readonly ["from" | "start", "to" | "stop"],
  [start, stop]: readonly ["from" | "start", "to" | "stop"],
): number {
  const at = lastNotAfter(stretches.length, (place) => stretches[place]?.[from] ?? 0, value);
  const found = stretches[Math.max(0, at)];
  if (found === undefined) return 0;
  const span = found[to] - found[from];
  const part = span === 0 ? 1 : Math.min(1, Math.max(0, (value - found[from]) / span));
  return found[start] + part * (found[stop] - found[start]);
}
