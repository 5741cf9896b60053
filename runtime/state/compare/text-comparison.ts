import type { Pair } from "./edit-path.ts";
import { alikePairs } from "./alike-pairs.ts";
import { between, byPlace, matchBy, shifted } from "./matching.ts";
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
  const pairs = pairLines(left, right);
  return itemRowsOf(left, right, pairs, (line, other) => line === other).map(markRow);
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

/**
 * Lines with words come first: equal ones, and between them those that are much alike. Empty lines
 * and the like are everywhere, and hold nothing together; they fill in what is left.
 */
function pairLines(a: readonly string[], b: readonly string[]): readonly Pair[] {
  const [left, right] = [placesOfWords(a), placesOfWords(b)];
  const lineOf = (lines: readonly string[]) => (place: number) => lines[place] ?? "";
  const spoken = pairSpoken(left.map(lineOf(a)), right.map(lineOf(b)));
  const framed = spoken.map(([at, other]): Pair => [left[at] ?? 0, right[other] ?? 0]);
  return filled(framed, a, b, (gap, otherGap) => matchBy(gap, otherGap, [(line) => line]).pairs);
}

function placesOfWords(lines: readonly string[]): readonly number[] {
  return lines.flatMap((line, place) => (/[\p{L}\p{N}]/u.test(line) ? [place] : []));
}

function pairSpoken(a: readonly string[], b: readonly string[]): readonly Pair[] {
  return filled(matchBy(a, b, [(line) => line]).pairs, a, b, alikePairs);
}

/** Pairs, and those that are found between two of them. */
function filled(
  pairs: readonly Pair[],
  a: readonly string[],
  b: readonly string[],
  find: (a: readonly string[], b: readonly string[]) => readonly Pair[],
): readonly Pair[] {
  const found = between(pairs, a.length, b.length).flatMap(({ from, to }) =>
    shifted(find(a.slice(from[0], to[0]), b.slice(from[1], to[1])), from),
  );
  return [...pairs, ...found].toSorted(byPlace);
}
