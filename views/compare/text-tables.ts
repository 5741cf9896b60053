import { html, nothing, type TemplateResult } from "lit/html.js";

import { stretchesOf } from "#runtime/state/compare/event-comparison.ts";
import { excerpt } from "#runtime/state/compare/excerpt.ts";
import { markChanges, type MarkedChange } from "#runtime/state/compare/marked-changes.ts";
import { comparePrompts, type MessageRow } from "#runtime/state/compare/prompt-comparison.ts";
import type { RowOp } from "#runtime/state/compare/rows.ts";
import { compareStates } from "#runtime/state/compare/state-comparison.ts";
import { compareTexts, type TextRow } from "#runtime/state/compare/text-comparison.ts";
import type { Mark } from "#runtime/state/compare/word-marks.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { count } from "#views/inspector/quantity.ts";
import { toolLabel } from "#views/run/tool-call-words.ts";
import type { ComparedPair } from "./compared-pair.ts";
import type { DiffTable, Side } from "./diff-table.ts";
import { marksView } from "./marks-view.ts";

/** The answers of two runs, line by line. */
export function answerTable({ a, b }: ComparedPair): DiffTable {
  const rows = compareTexts(answerText(a.run.turn.run), answerText(b.run.turn.run));
  return linesTable("Answer", rows, new Map());
}

/** What the models of two runs were given to read: the system prompts line by line, then the messages. */
export function promptTable({ a, b }: ComparedPair): DiffTable {
  const { system, messages } = comparePrompts(a.run.prompt, b.run.prompt);
  const sections = new Map([
    ...(system.length > 0 ? [[0, "System prompt"] as const] : []),
    [system.length, "Messages"] as const,
  ]);
  return linesTable("Prompt", [...system, ...messages], sections);
}

/** Where the states of two runs differ, a row a place. */
export function stateTable({ a, b }: ComparedPair): DiffTable {
  const changes = markChanges(compareStates(a.run.turn.run, b.run.turn.run));
  return {
    name: "State",
    rows: changes.map((change) => ({ op: opOf(change) })),
    differences: changes.map((_, at) => ({ from: at, to: at + 1 })),
    sections: new Map(),
    cell: (row, side) => {
      const change = changes[row];
      return html`<code class="path">${change?.path}</code>
        <span class="text">${marksView(change?.[side] ?? [])}</span>`;
    },
    folded: ({ from, to }) => count(to - from, "more place"),
  };
}

function opOf({ a, b }: MarkedChange): RowOp {
  if (a === undefined) return "added";
  return b === undefined ? "removed" : "changed";
}

type LineRow = TextRow & Partial<Pick<MessageRow, "role" | "tool">>;

function linesTable(
  name: string,
  rows: readonly LineRow[],
  sections: ReadonlyMap<number, string>,
): DiffTable {
  return {
    name,
    rows,
    differences: stretchesOf(rows),
    sections,
    cell: (row, side) => lineCell(rows[row], side),
    folded: (stretch, op) => foldedLines(rows, stretch, op),
  };
}

/** Shown of a line or of a message that changed, and of one that is the same. */
const SHOWN = { most: 4_000, around: 400 };
const SHOWN_SAME = { most: 240, around: 240 };

function lineCell(row: LineRow | undefined, side: Side): TemplateResult {
  const marks = row?.[side] ?? [];
  const isKnown = row?.role !== undefined && row.op === "same";
  const shown = excerpt(marks, isKnown ? SHOWN_SAME : SHOWN);
  const cut = lengthOf(marks) - lengthOf(shown);
  return html`${roleView(row)}
    <p class="text" dir="auto">${marksView(shown)}</p>
    ${cut > 0 ? html`<small>${count(cut, "character")} not shown</small>` : nothing}`;
}

function roleView(row: LineRow | undefined): TemplateResult | typeof nothing {
  if (row?.role === undefined) return nothing;
  return html`<b class="role"
    >${row.tool === undefined ? ROLES[row.role] : toolLabel(row.tool)}</b
  >`;
}

const ROLES = { user: "User", assistant: "Assistant", tool: "Tool" } as const;

function lengthOf(marks: readonly Mark[]): number {
  return marks.reduce((sum, { text }) => sum + text.length, 0);
}

function foldedLines(
  rows: readonly LineRow[],
  { from, to }: { from: number; to: number },
  op: RowOp,
): string {
  const words = count(to - from, rows[from]?.role === undefined ? "line" : "message");
  if (op === "same") return to - from === 1 ? `${words} is the same` : `${words} are the same`;
  return `${words} only in ${op === "removed" ? "A" : "B"}`;
}
