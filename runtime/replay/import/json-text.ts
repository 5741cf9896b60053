import { isNestedDeeper } from "#runtime/tool/nesting.ts";

/** Deeper values would overflow the stack of whatever walks them later. */
export const MAX_DEPTH = 64;

/** JSON within a text, as models and spans hold it; undefined where it is none, or too deep to be walked. */
export function jsonIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isNestedDeeper(value, MAX_DEPTH) ? undefined : value;
  } catch {
    return undefined;
  }
}
