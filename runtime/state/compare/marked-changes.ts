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
    const marks = markWords(textOf(a), textOf(b));
    return {
      path,
      ...(a !== undefined && { a: excerpt(marks.a, SIZE) }),
      ...(b !== undefined && { b: excerpt(marks.b, SIZE) }),
    };
  });
}

function textOf(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
