import type { RuntimeEvent } from "#runtime/event/catalogue.ts";

/** A wait longer than this between two events is a gap. */
export const GAP_MS = 1_000;

/** The time that a run spent with something happening, from the ascending times of its events. */
export function activeMs(times: readonly number[]): number {
  return times.reduce((active, time, at) => {
    const wait = time - (times[at - 1] ?? time);
    return wait > GAP_MS ? active : active + wait;
  }, 0);
}

/** Milliseconds since the first event. A wall clock may step back; the time of a run may not. */
export function timesOf(events: readonly RuntimeEvent[]): readonly number[] {
  const start = Date.parse(events[0]?.timestamp ?? "");
  let last = 0;
  return events.map(({ timestamp }) => {
    last = Math.max(last, Date.parse(timestamp) - start);
    return last;
  });
}
