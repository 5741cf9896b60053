import type { Mark } from "./word-marks.ts";

/** How much of a marked text is shown: characters in all, and of what is the same around a change. */
export interface ExcerptSize {
  readonly most: number;
  readonly around: number;
}

/** The changed stretches of a text with a little around them. What is left out is an ellipsis. */
export function excerpt(marks: readonly Mark[], { most, around }: ExcerptSize): readonly Mark[] {
  const shown: Mark[] = [];
  let room = most;
  for (const [place, mark] of marks.entries()) {
    if (room <= 0) break;
    const isLast = place === marks.length - 1;
    const text = mark.changed
      ? mark.text
      : shortened(mark.text, around, { isFirst: place === 0, isLast });
    shown.push({ text: cut(text, room), changed: mark.changed });
    room -= text.length;
  }
  return shown;
}

function shortened(
  text: string,
  around: number,
  { isFirst, isLast }: { isFirst: boolean; isLast: boolean },
): string {
  if (isLast && isFirst) return text;
  if (isFirst) return text.length > around ? `…${tail(text, around)}` : text;
  if (isLast || text.length <= 2 * around) return text;
  return `${head(text, around)} … ${tail(text, around)}`;
}

/** Words are cut off whole, as far as there are any. */
function tail(text: string, length: number): string {
  const end = text.slice(-length);
  const word = end.search(/\s\S/);
  return word === -1 ? end : end.slice(word);
}

function head(text: string, length: number): string {
  const start = text.slice(0, length);
  const word = start.search(/\s\S*$/);
  return word === -1 ? start : start.slice(0, word);
}

function cut(text: string, room: number): string {
  return text.length > room ? `${text.slice(0, room)}…` : text;
}
