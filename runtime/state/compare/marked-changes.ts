import { excerpt, type ExcerptSize } from "./excerpt.ts";
import type { ValueChange } from "./value-changes.ts";
import { markWords, type Mark } from "./word-marks.ts";

/** A place where two values differ, with the words marked that differ. A side that is not there is absent. */
export interface MarkedChange {
  readonly path: string;
  readonly a?: readonly Mark[];
  readonly b?: readonly Mark[];
}

const SIZE: ExcerptSize = { most: 600, around: 60 };

/** Changes as text to read; of long texts, what changed with a little around it. */
export function markChanges(changes: readonly ValueChange[]): readonly MarkedChange[] {
  return changes.map(({ path, a, b }) => {
    if (a === undefined) return { path, b: excerpt(unmarked(b), SIZE) };
    if (b === undefined) return { path, a: excerpt(unmarked(a), SIZE) };
    const marks = markWords(textOf(a), textOf(b));
    return { path, a: excerpt(marks.a, SIZE), b: excerpt(marks.b, SIZE) };
  });
}

/** Where there is nothing on the other side, no word of it is less the same than another. */
function unmarked(value: unknown): readonly Mark[] {
  return [{ text: textOf(value), changed: false }];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
