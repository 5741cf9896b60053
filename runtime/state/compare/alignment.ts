import { alignSteps } from "./align-steps.ts";
import type { Pair } from "./edit-path.ts";
import { rowsOf, type PlaceRow } from "./rows.ts";
import type { Unit } from "./units.ts";

/** How two runs are laid beside each other. */
export const ALIGNMENTS = ["step", "time", "seq"] as const;
export type AlignBy = (typeof ALIGNMENTS)[number];

export interface Alignment {
  readonly rows: readonly PlaceRow[];
  /** False where the two differ too much to search for the best alignment. */
  readonly isExact: boolean;
}

/** The units of a run, and when each begins: milliseconds since the run's first event. */
export interface TimedUnits {
  readonly units: readonly Unit[];
  readonly times: readonly number[];
}

/**
 * Lays the units of two runs beside each other. All units of either side are there once, in order.
 * The other way round it gives as many rows of each kind, with the sides changed.
 */
export function align(a: TimedUnits, b: TimedUnits, by: AlignBy): Alignment {
  const lists = [a.units, b.units] as const;
  switch (by) {
    case "step": {
      const { pairs, isExact } = alignSteps(...lists);
      return { rows: rowsOf(...lists, pairs, sameKey), isExact };
    }
    case "seq":
      return { rows: rowsOf(...lists, samePlaces(...lists), sameKey), isExact: true };
    case "time":
      return { rows: alignTimes(a, b), isExact: true };
  }
}

function sameKey(left: Unit | undefined, right: Unit | undefined): boolean {
  return left?.key === right?.key;
}

function samePlaces(a: readonly Unit[], b: readonly Unit[]): readonly Pair[] {
  return Array.from({ length: Math.min(a.length, b.length) }, (_, at) => [at, at] as const);
}

/** Units that begin within this time of each other are of one moment. */
const MOMENT_MS = 250;

/** In the order of time: units of one kind and one moment share a row. */
function alignTimes(a: TimedUnits, b: TimedUnits): readonly PlaceRow[] {
  const rows: PlaceRow[] = [];
  let left = 0;
  let right = 0;
  while (left < a.units.length || right < b.units.length) {
    const row = nextInTime([a, left], [b, right]);
    rows.push(row);
    if (row.a !== undefined) left += 1;
    if (row.b !== undefined) right += 1;
  }
  return rows;
}

type NextOf = readonly [run: TimedUnits, at: number];

function nextInTime([a, left]: NextOf, [b, right]: NextOf): PlaceRow {
  const unit = a.units[left];
  const other = b.units[right];
  if (unit === undefined) return { op: "added", b: right };
  if (other === undefined) return { op: "removed", a: left };
  const apart = (b.times[right] ?? 0) - (a.times[left] ?? 0);
  if (unit.kind === other.kind && Math.abs(apart) <= MOMENT_MS) {
    return { op: sameKey(unit, other) ? "same" : "changed", a: left, b: right };
  }
  return isFirst(unit, other, apart) ? { op: "removed", a: left } : { op: "added", b: right };
}

/** At the same time the words decide, so that the sides may be changed. */
function isFirst(unit: Unit, other: Unit, apart: number): boolean {
  return apart === 0 ? unit.key < other.key : apart > 0;
}
