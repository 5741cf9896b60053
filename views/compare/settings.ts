import { ALIGNMENTS, type AlignBy } from "#runtime/state/compare/alignment.ts";
import { urls, type CompareQuery } from "#views/urls.ts";

export const TABS = ["events", "answer", "prompt", "state"] as const;
export type CompareTab = (typeof TABS)[number];

/** How two runs are looked at, as the address of the page says it. Defaults are left out of it. */
export interface CompareSettings {
  /** What was asked for as A and B: a run's id, and after an `@` the event up to which it counts. */
  readonly a: string;
  readonly b: string;
  readonly by: AlignBy;
  readonly tab: CompareTab;
  /** The difference that is looked at, from 1; 0 for none. */
  readonly d: number;
  /** The first row of a fold that is shown whole. */
  readonly open?: number;
  /** The row with which the list begins, where no difference is looked at. */
  readonly from?: number;
}

/** Reads the settings of an address; what it does not know, it leaves at the default. */
export function readCompareSettings(
  { a, b }: { readonly a: string; readonly b: string },
  query: Readonly<Record<string, string | undefined>>,
): CompareSettings {
  const open = whole(query["open"]);
  const from = whole(query["from"]);
  return {
    a,
    b,
    by: ALIGNMENTS.find((name) => name === query["by"]) ?? "step",
    tab: TABS.find((name) => name === query["tab"]) ?? "events",
    d: whole(query["d"]) ?? 0,
    ...(open !== undefined && { open }),
    ...(from !== undefined && { from }),
  };
}

/** The address of another look at the same two runs. Another tab or alignment begins at its top. */
export function compareAddress(
  settings: CompareSettings,
  change: Partial<Pick<CompareSettings, "by" | "tab" | "d" | "open" | "from">>,
): string {
  const { a, b } = settings;
  const by = change.by ?? settings.by;
  const tab = change.tab ?? settings.tab;
  const query: CompareQuery = {
    a,
    b,
    ...(by !== "step" && { by }),
    ...(tab !== "events" && { tab }),
    ...(change.d !== undefined && { d: change.d }),
    ...(change.open !== undefined && { open: change.open }),
    ...(change.from !== undefined && { from: change.from }),
  };
  const hash = placeOf(change);
  return `${urls.compare(query)}${hash === undefined ? "" : `#${hash}`}`;
}

function placeOf({ d, open }: Partial<CompareSettings>): string | undefined {
  if (open !== undefined) return rowId(open);
  return d === undefined ? undefined : differenceId(d);
}

/** Where a difference stands in its page. */
export function differenceId(d: number): string {
  return `d-${d}`;
}

/** Where a row stands in its page. */
export function rowId(row: number): string {
  return `row-${row}`;
}

/** A whole number as an address holds it, at most seven digits. */
function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,7}$/.test(text) ? Number(text) : undefined;
}
