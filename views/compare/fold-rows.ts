import type { Stretch } from "#runtime/state/compare/event-comparison.ts";
import type { RowOp } from "#runtime/state/compare/rows.ts";

/** A line of a comparison: one row, or a stretch of rows that says nothing new, the end not included. */
export type FoldedRow =
  | { readonly kind: "row"; readonly at: number }
  | { readonly kind: "fold"; readonly op: RowOp; readonly from: number; readonly to: number };

export interface FoldLook {
  /** The first row of a fold that is shown whole. */
  readonly open?: number | undefined;
  /** Rows with which a section begins: no fold goes across. */
  readonly sections: readonly number[];
}

/** Rows that are the same and stand beside a difference, on either side of it. */
const CONTEXT = 2;
/** A fold hides more rows than it takes. */
const FOLD_MIN = 3;
/** Of a long stretch that only one side has, so many are shown before the fold and one after it. */
const ONE_SIDED_SHOWN = 4;

/** The lines of a comparison: differences, what stands around them, and folds for all the rest. */
export function foldRows(
  rows: readonly { readonly op: RowOp }[],
  { open, sections }: FoldLook,
): readonly FoldedRow[] {
  return stretches(rows, sections).flatMap((stretch) => {
    const hidden = hiddenPart(rows, stretch, sections);
    if (hidden === undefined || hidden.from === open) return shown(stretch);
    return [
      ...shown({ from: stretch.from, to: hidden.from }),
      { kind: "fold", op: stretch.op, ...hidden } as const,
      ...shown({ from: hidden.to, to: stretch.to }),
    ];
  });
}

interface OpStretch extends Stretch {
  readonly op: RowOp;
}

/** Stretches of rows with the same sign, cut where a section begins. */
function stretches(
  rows: readonly { readonly op: RowOp }[],
  sections: readonly number[],
): readonly OpStretch[] {
  const found: OpStretch[] = [];
  for (const [at, { op }] of rows.entries()) {
    const last = found.at(-1);
    if (last?.op === op && !sections.includes(at))
      found[found.length - 1] = { ...last, to: at + 1 };
    else found.push({ op, from: at, to: at + 1 });
  }
  return found;
}

function hiddenPart(
  rows: readonly unknown[],
  { op, from, to }: OpStretch,
  sections: readonly number[],
): Stretch | undefined {
  if (op === "changed") return undefined;
  const isFirst = from === 0 || sections.includes(from);
  const isLast = to === rows.length || sections.includes(to);
  const start = op === "same" ? from + (isFirst ? 0 : CONTEXT) : from + ONE_SIDED_SHOWN;
  const end = op === "same" ? to - (isLast ? 0 : CONTEXT) : to - 1;
  return end - start < FOLD_MIN ? undefined : { from: start, to: end };
}

function shown({ from, to }: Stretch): readonly FoldedRow[] {
  return Array.from({ length: to - from }, (_, at) => ({ kind: "row", at: from + at }) as const);
}

/** Most lines of one page. */
const LINES_MAX = 200;
/** Lines that a page shows above the one that it was opened for. */
const LINES_ABOVE = 40;

/** The lines of a page around a row, and the rows at which the pages before and after it begin. */
export function pageOf(
  lines: readonly FoldedRow[],
  row: number,
): { lines: readonly FoldedRow[]; before?: number; after?: number } {
  if (lines.length <= LINES_MAX) return { lines };
  const found = lines.findLastIndex((line) => firstRow(line) <= row);
  const start = Math.max(0, Math.min(found - LINES_ABOVE, lines.length - LINES_MAX));
  const end = start + LINES_MAX;
  const before = lines[start - LINES_MAX + LINES_ABOVE] ?? (start > 0 ? lines[0] : undefined);
  const after = lines[end + LINES_ABOVE] ?? lines[end];
  return {
    lines: lines.slice(start, end),
    ...(before !== undefined && { before: firstRow(before) }),
    ...(after !== undefined && { after: firstRow(after) }),
  };
}

function firstRow(line: FoldedRow): number {
  return line.kind === "row" ? line.at : line.from;
}
