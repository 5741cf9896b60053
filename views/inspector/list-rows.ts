import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { GAP_MS } from "#runtime/state/run-times.ts";
import type { EventIndex } from "./event-index.ts";
import { lastNotAfter } from "./event-index.ts";

/** A row of the events list: one event, a folded stretch of deltas, or a time without events. */
export type ListRow =
  | { readonly kind: "events"; readonly position: number; readonly count: number }
  | { readonly kind: "gap"; readonly position: number; readonly ms: number };

export interface ListOptions {
  /** Whether stretches of deltas take one row. */
  readonly fold: boolean;
  readonly matches?: (position: number) => boolean;
}

/** The rows of the events list, in order. A gap row has the position of the event after it. */
export function listRows(index: EventIndex, { fold, matches }: ListOptions): readonly ListRow[] {
  const rows: ListRow[] = [];
  let position = 0;
  while (position < index.count) {
    if (matches !== undefined && !matches(position)) {
      position += 1;
      continue;
    }
    const wait = index.time(position) - index.time(position - 1);
    if (wait > GAP_MS && rows.length > 0 && endOf(rows) === position) {
      rows.push({ kind: "gap", position, ms: wait });
    }
    const count = fold ? deltasFrom(index, position, matches) : 1;
    rows.push({ kind: "events", position, count });
    position += count;
  }
  return rows;
}

/** The row that shows a position, or the nearest one before it; -1 when there is none. */
export function rowOf(rows: readonly ListRow[], position: number): number {
  return lastNotAfter(rows.length, (at) => startOf(rows[at]), position);
}

/** A gap and the event after it share a position: the event's row is the later one. */
function startOf(row: ListRow | undefined): number {
  return row?.position ?? Number.POSITIVE_INFINITY;
}

function endOf(rows: readonly ListRow[]): number {
  const last = rows.at(-1);
  return last?.kind === "events" ? last.position + last.count : -1;
}

function deltasFrom(index: EventIndex, start: number, matches: ListOptions["matches"]): number {
  const first = index.event(start);
  const key = foldKey(first);
  if (key === undefined) return 1;
  const end = index.find(
    start + 1,
    1,
    (event, position) =>
      foldKey(event) !== key ||
      index.time(position) - index.time(position - 1) > GAP_MS ||
      (matches !== undefined && !matches(position)),
  );
  return (end === -1 ? index.count : end) - start;
}

/** Deltas with the same key continue one text. */
function foldKey(event: RuntimeEvent): string | undefined {
  switch (event.type) {
    case "model.delta":
      return event.payload.citation === undefined ? `text ${event.step_id}` : undefined;
    case "reasoning.delta":
      return `reasoning ${event.step_id}`;
    case "tool.args":
      return `arguments ${event.tool_call_id}`;
    default:
      return undefined;
  }
}
