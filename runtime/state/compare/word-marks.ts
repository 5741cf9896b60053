import { matchBy } from "./matching.ts";

/** A stretch of a text; `changed` where the other text says something else. */
export interface Mark {
  readonly text: string;
  readonly changed: boolean;
}

/** Two texts, each with what the other does not say marked. */
export interface MarkedTexts {
  readonly a: readonly Mark[];
  readonly b: readonly Mark[];
}

/** Most words of a text that are compared one by one; beyond, only how both begin and end. */
export const WORDS_MAX = 4_000;

/** Two texts that differ in more words are marked by the words that each has once. */
const EDITS_MAX = 300;

/** Between two changes so few letters are no sign of sameness. */
const BRIDGE_LENGTH = 4;

const WORD = /\p{L}[\p{L}\p{M}\p{N}]*|\p{N}+|\s+|[^\p{L}\p{N}\s]/gu;

/** Marks, word by word, where two texts differ. The marks of a side give its whole text. */
export function markWords(a: string, b: string): MarkedTexts {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  if (left === undefined || right === undefined) return markMiddle(a, b);
  const { pairs } = matchBy(left, right, [(word) => word], EDITS_MAX);
  return {
    a: marksOf(left, new Set(pairs.map(([place]) => place))),
    b: marksOf(right, new Set(pairs.map(([, place]) => place))),
  };
}

function wordsOf(text: string): readonly string[] | undefined {
  const words = text.match(WORD) ?? [];
  return words.length > WORDS_MAX ? undefined : words;
}

function marksOf(words: readonly string[], kept: ReadonlySet<number>): readonly Mark[] {
  const marks: Mark[] = [];
  for (const [place, text] of words.entries()) push(marks, { text, changed: !kept.has(place) });
  return bridged(marks);
}

function push(marks: Mark[], { text, changed }: Mark): void {
  const last = marks.at(-1);
  if (last?.changed === changed) marks[marks.length - 1] = { text: last.text + text, changed };
  else if (text !== "") marks.push({ text, changed });
}

/** A few letters between two changes belong to the change. */
function bridged(marks: readonly Mark[]): readonly Mark[] {
  const joined: Mark[] = [];
  for (const [place, mark] of marks.entries()) {
    const isInside = place > 0 && place < marks.length - 1;
    const isBridge = isInside && !mark.changed && mark.text.length <= BRIDGE_LENGTH;
    push(joined, { text: mark.text, changed: mark.changed || isBridge });
  }
  return joined;
}

function markMiddle(a: string, b: string): MarkedTexts {
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < most - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return { a: markBetween(a, start, end), b: markBetween(b, start, end) };
}

function markBetween(text: string, start: number, end: number): readonly Mark[] {
  const marks: Mark[] = [];
  push(marks, { text: text.slice(0, start), changed: false });
  push(marks, { text: text.slice(start, text.length - end), changed: true });
  push(marks, { text: text.slice(text.length - end), changed: false });
  return marks;
}
