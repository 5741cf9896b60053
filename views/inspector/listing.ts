import type { EventIndex } from "./event-index.ts";
import { matcher, parseFilter, type Filter } from "./filter.ts";
import { listRows, type ListRow } from "./list-rows.ts";
import type { Settings } from "./settings.ts";

/** The events list under its filter. */
export interface Listing {
  readonly filter: Filter;
  readonly rows: readonly ListRow[];
  /** The test that an event passes to be kept; none when all are. */
  readonly keeps: ((position: number) => boolean) | undefined;
  /** Events that the filter keeps. */
  readonly matches: number;
}

/** Lists a run's events as the settings ask. */
export function listEvents(index: EventIndex, { q, fold }: Pick<Settings, "q" | "fold">): Listing {
  const filter = parseFilter(q);
  const matches = matcher(filter, index);
  const rows = listRows(index, { fold: fold === "on", ...(matches !== undefined && { matches }) });
  const kept = rows.reduce((sum, row) => sum + (row.kind === "events" ? row.count : 0), 0);
  return { filter, rows, keeps: matches, matches: kept };
}
