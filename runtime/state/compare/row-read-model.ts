import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { PlaceRow, RowOp } from "./rows.ts";
import type { EventComparison } from "./event-comparison.ts";
import { markChanges, type MarkedChange } from "./marked-changes.ts";
import type { Unit } from "./units.ts";
import { changesBetween } from "./value-changes.ts";

/** An event, or the deltas that write one text. */
export interface UnitReadModel {
  /** Of the first event, in its thread. */
  readonly sequence: number;
  readonly events: number;
  readonly type: string;
  readonly tool?: string;
}

/** A row of a comparison, or a stretch of rows that are the same, by its first one. */
export interface RowReadModel {
  readonly op: RowOp;
  readonly a?: UnitReadModel;
  readonly b?: UnitReadModel;
  /** How many rows a stretch has. */
  readonly rows?: number;
  /** Where the two differ. */
  readonly changes?: readonly MarkedChange[];
}

type Events = readonly RuntimeEvent[];

/** The rows of a comparison as programs read them; at most `rowsMax`. */
export function rowReadModels(
  comparison: EventComparison,
  [a, b]: readonly [a: Events, b: Events],
  rowsMax: number,
): readonly RowReadModel[] {
  const { rows } = comparison;
  const told: RowReadModel[] = [];
  let at = 0;
  while (at < rows.length && told.length < rowsMax) {
    const row = rows[at];
    if (row === undefined) break;
    const end = row.op === "same" ? endOfSame(rows, at) : at + 1;
    const left = row.a === undefined ? undefined : comparison.a[row.a];
    const right = row.b === undefined ? undefined : comparison.b[row.b];
    told.push({
      op: row.op,
      ...(left && { a: unitReadModel(left, a) }),
      ...(right && { b: unitReadModel(right, b) }),
      ...(row.op === "same" && { rows: end - at }),
      ...(row.op === "changed" && { changes: changesOf(left, right) }),
    });
    at = end;
  }
  return told;
}

/** A unit by the events of its run. */
export function unitReadModel(unit: Unit, events: Events): UnitReadModel {
  const { at, count, type, tool } = unit;
  const sequence = events[at]?.sequence ?? 0;
  return { sequence, events: count, type, ...(tool !== undefined && { tool }) };
}

/** Where two units that stand beside each other differ. */
export function changesOf(a: Unit | undefined, b: Unit | undefined): readonly MarkedChange[] {
  return a === undefined || b === undefined ? [] : markChanges(changesBetween(a.said, b.said));
}

function endOfSame(rows: readonly PlaceRow[], from: number): number {
  const end = rows.findIndex(({ op }, at) => at > from && op !== "same");
  return end === -1 ? rows.length : end;
}
