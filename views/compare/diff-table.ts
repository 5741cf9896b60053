import { html, nothing, type TemplateResult } from "lit/html.js";

import type { Stretch } from "#runtime/state/compare/event-comparison.ts";
import type { RowOp } from "#runtime/state/compare/rows.ts";
import { foldRows, pageOf, type FoldedRow } from "./fold-rows.ts";
import { compareAddress, differenceId, rowId, type CompareSettings } from "./settings.ts";

/** Rows of two sides, whatever they show. */
export interface DiffTable {
  readonly name: string;
  readonly rows: readonly { readonly op: RowOp }[];
  readonly differences: readonly Stretch[];
  /** Headings, by the row that they stand above. */
  readonly sections: ReadonlyMap<number, string>;
  /** One side of a row; only asked for where the row has it. */
  readonly cell: (row: number, side: Side) => TemplateResult;
  /** What else there is to say of a row of the difference that is looked at. */
  readonly more?: (row: number) => TemplateResult | typeof nothing;
  /** What a fold hides. */
  readonly folded: (stretch: Stretch, op: RowOp) => string;
}

export type Side = "a" | "b";

/** What both do, beside each other: differences, a little around them, and folds to open. */
export function diffTable(table: DiffTable, settings: CompareSettings): TemplateResult {
  const sections = [...table.sections.keys()];
  const lines = foldRows(table.rows, { open: settings.open, sections });
  const current = currentDifference(table, settings);
  const row = settings.from ?? settings.open ?? table.differences[current - 1]?.from ?? 0;
  const page = pageOf(lines, row);
  return html`<section class="diff" aria-label=${table.name} tabindex="0">
    ${pageLink(settings, page.before, "Earlier rows")}
    <ol class="diff-rows">
      ${page.lines.map((line) => lineView({ table, settings, current }, line))}
    </ol>
    ${pageLink(settings, page.after, "Later rows")}
  </section>`;
}

/** The number of the difference that is looked at, from 1; 0 for none. */
export function currentDifference(
  { differences }: Pick<DiffTable, "differences">,
  { d }: Pick<CompareSettings, "d">,
): number {
  return Math.min(d, differences.length);
}

function pageLink(
  settings: CompareSettings,
  from: number | undefined,
  words: string,
): TemplateResult | typeof nothing {
  if (from === undefined) return nothing;
  return html`<a class="diff-fold" href=${compareAddress(settings, { from })}>${words}</a>`;
}

interface Context {
  readonly table: DiffTable;
  readonly settings: CompareSettings;
  readonly current: number;
}

function lineView(context: Context, line: FoldedRow): TemplateResult {
  const first = line.kind === "row" ? line.at : line.from;
  const heading = context.table.sections.get(first);
  return html`${heading === undefined ? nothing : html`<li class="diff-section"><h2>${heading}</h2></li>`}
  ${line.kind === "row" ? rowView(context, line.at) : foldView(context, line)}`;
}

function foldView(
  { table, settings }: Context,
  { from, to, op }: Extract<FoldedRow, { kind: "fold" }>,
): TemplateResult {
  const d = differenceAt(table, from);
  const address = compareAddress(settings, { open: from, ...(d > 0 && { d }) });
  return html`<li>
    <a class="diff-fold" data-op=${op} href=${address}>
      ${op === "same" ? "" : html`<span aria-hidden="true">${SIGNS[op]} </span>`}${table.folded({ from, to }, op)}
    </a>
  </li>`;
}

function rowView({ table, settings, current }: Context, row: number): TemplateResult {
  const { op } = table.rows[row] ?? { op: "same" };
  const d = op === "same" ? 0 : differenceAt(table, row);
  const isCurrent = d > 0 && d === current;
  const isFirst = table.differences[d - 1]?.from === row;
  return html`<li
    class="diff-row"
    data-op=${op}
    id=${isFirst ? differenceId(d) : rowId(row)}
    tabindex=${isFirst ? "-1" : nothing}
    aria-current=${isCurrent && isFirst ? "true" : nothing}
    ?data-current=${isCurrent}
  >
    ${sideView(table, row, "a")} ${signView(op, d, settings)} ${sideView(table, row, "b")}
    ${isCurrent ? (table.more?.(row) ?? nothing) : nothing}
  </li>`;
}

function sideView({ rows, cell }: DiffTable, row: number, side: Side): TemplateResult {
  const isAbsent = rows[row]?.op === (side === "a" ? "added" : "removed");
  if (isAbsent) return html`<div class="diff-side none"></div>`;
  return html`<div class="diff-side ${side}">${cell(row, side)}</div>`;
}

const SIGNS = { same: "=", changed: "≠", removed: "−", added: "+" } as const;
const WORDS = {
  same: "Same",
  changed: "Changed",
  removed: "Only in A",
  added: "Only in B",
} as const;

/** How both sides stand to each other; the sign of a difference leads to a closer look at it. */
function signView(op: RowOp, d: number, settings: CompareSettings): TemplateResult {
  const sign = html`<span aria-hidden="true">${SIGNS[op]}</span>`;
  if (d === 0)
    return html`<div class="diff-op"><span class="unseen">${WORDS[op]}</span>${sign}</div>`;
  return html`<div class="diff-op">
    <a href=${compareAddress(settings, { d })}
      ><span class="unseen">${WORDS[op]}, difference ${d}</span>${sign}</a
    >
  </div>`;
}

/** The number of the difference that a row belongs to, from 1; 0 for none. */
function differenceAt({ differences }: DiffTable, row: number): number {
  let low = 0;
  let high = differences.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((differences[middle]?.to ?? 0) <= row) low = middle + 1;
    else high = middle;
  }
  return (differences[low]?.from ?? row + 1) <= row ? low + 1 : 0;
}
