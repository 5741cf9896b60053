import type { Span } from "./spans.ts";

/** One line of the waterfall: spans of one name that never overlap, under one step. */
export interface SpanRow {
  readonly name: string;
  /** 0 for the run, 1 for a step, 2 for what happens in it. */
  readonly depth: 0 | 1 | 2;
  readonly spans: readonly Span[];
}

type OpenRow = { name: string; depth: 0 | 1 | 2; spans: Span[] };

const DEPTHS = { run: 0, step: 1, model: 2, tool: 2, approval: 2, subagent: 2 } as const;

/** Lays spans out on as few rows as names and overlaps allow, in the order in which they began. */
export function spanRows(spans: readonly Span[]): readonly SpanRow[] {
  const rows: OpenRow[] = [];
  let stepRows: OpenRow[] = [];
  for (const span of spans) {
    if (span.kind === "step") stepRows = [];
    const free = stepRows.find((row) => row.name === span.name && endOf(row) <= span.from);
    if (free !== undefined) {
      free.spans.push(span);
      continue;
    }
    const row: OpenRow = { name: span.name, depth: DEPTHS[span.kind], spans: [span] };
    stepRows.push(row);
    rows.push(row);
  }
  return rows;
}

function endOf(row: OpenRow): number {
  return row.spans.at(-1)?.to ?? 0;
}
