import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { timesOf } from "#runtime/state/run-times.ts";
import { align, type AlignBy } from "./alignment.ts";
import type { PlaceRow, RowOp } from "./rows.ts";
import { unitsOf, type Unit } from "./units.ts";

/** The events of two runs beside each other. */
export interface EventComparison {
  readonly by: AlignBy;
  readonly a: readonly Unit[];
  readonly b: readonly Unit[];
  /** By the places of the units. */
  readonly rows: readonly PlaceRow[];
  readonly counts: RowCounts;
  /** Where the rows are not all the same: stretches of rows, the end not included. */
  readonly differences: readonly Stretch[];
  /** False where the two differ too much to search for the best alignment. */
  readonly isExact: boolean;
}

/** Events, of A where both sides have them; what changed counts once, however many deltas wrote it. */
export type RowCounts = Readonly<Record<RowOp, number>>;

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Most events of a run that are compared; the rest is left out and said so. */
export const COMPARED_EVENTS_MAX = 50_000;

/** Compares the events of two runs, ids and times left aside, deltas as the text that they write. */
export function compareEvents(
  a: readonly RuntimeEvent[],
  b: readonly RuntimeEvent[],
  by: AlignBy = "step",
): EventComparison {
  const [left, right] = [timed(a), timed(b)];
  const { rows, isExact } = align(left, right, by);
  const units = { a: left.units, b: right.units };
  return {
    by,
    ...units,
    rows,
    isExact,
    counts: countRows(rows, units),
    differences: stretchesOf(rows),
  };
}

function timed(all: readonly RuntimeEvent[]) {
  const events = all.slice(0, COMPARED_EVENTS_MAX);
  const times = timesOf(events);
  const units = unitsOf(events);
  return { units, times: units.map(({ at }) => times[at] ?? 0) };
}

/** The stretches of rows that are not the same, in order. */
export function stretchesOf(rows: readonly { readonly op: RowOp }[]): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const [at, { op }] of rows.entries()) {
    if (op === "same") continue;
    const last = found.at(-1);
    if (last?.to === at) found[found.length - 1] = { from: last.from, to: at + 1 };
    else found.push({ from: at, to: at + 1 });
  }
  return found;
}

function countRows(
  rows: readonly PlaceRow[],
  { a, b }: Pick<EventComparison, "a" | "b">,
): RowCounts {
  const counts = { same: 0, changed: 0, removed: 0, added: 0 };
  for (const row of rows) {
    const events = row.op === "added" ? b[row.b]?.count : a[row.a]?.count;
    counts[row.op] += row.op === "changed" ? 1 : (events ?? 0);
  }
  return counts;
}
