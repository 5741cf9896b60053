import type { Pair } from "./edit-path.ts";
import { between, byPlace, matchBy } from "./matching.ts";
import { itemRowsOf, type ItemRow, type RowOp } from "./rows.ts";
import { markWords, type Mark } from "./word-marks.ts";

/** A line of one text beside a line of another; a side that is not there is absent. */
export interface TextRow {
  readonly op: RowOp;
  readonly a?: readonly Mark[];
  readonly b?: readonly Mark[];
}

/** Most characters and lines of a text that are compared one by one; all that follows is one line more. */
const TEXT_MAX = 200_000;
export const LINES_MAX = 2_000;

/** Two texts line by line, with the words marked that differ in lines that are much alike. */
export function compareTexts(a: string, b: string): readonly TextRow[] {
  const [left, right] = [linesOf(a), linesOf(b)];
  const { pairs } = matchBy(left, right, [(line) => line]);
  const all = withAlike(pairs, left, right);
  return itemRowsOf(left, right, all, (line, other) => line === other).map(markRow);
}

/** A row of texts with its words marked where it changed. */
export function markRow({ op, a, b }: ItemRow<string>): TextRow {
  if (op === "changed") return { op, ...markWords(a ?? "", b ?? "") };
  return {
    op,
    ...(a !== undefined && { a: [{ text: a, changed: false }] }),
    ...(b !== undefined && { b: [{ text: b, changed: false }] }),
  };
}

function linesOf(text: string): readonly string[] {
  if (text === "") return [];
  const lines = text.slice(0, TEXT_MAX).split("\n");
  const kept = lines.slice(0, LINES_MAX);
  const length = kept.reduce((sum, line) => sum + line.length + 1, 0);
  return length > text.length ? kept : [...kept, text.slice(length)];
}

/** Between equal lines, those that are much alike stand beside each other, in order. */
function withAlike(
  pairs: readonly Pair[],
  a: readonly string[],
  b: readonly string[],
): readonly Pair[] {
  const found = between(pairs, a.length, b.length).flatMap(({ from, to }) => {
    const most = Math.min(to[0] - from[0], to[1] - from[1]);
    const side = Array.from({ length: most }, (_, at): Pair => [from[0] + at, from[1] + at]);
    return side.filter(([left, right]) => isAlike(a[left] ?? "", b[right] ?? ""));
  });
  return [...pairs, ...found].toSorted(byPlace);
}

/** Lines of which at least this part of the letters stays are one line that was changed. */
const ALIKE = 0.35;

function isAlike(a: string, b: string): boolean {
  const kept = markWords(a, b).a.reduce(
    (sum, { text, changed }) => sum + (changed ? 0 : text.length),
    0,
  );
  return kept >= ALIKE * Math.max(a.length, b.length);
}
