import type { Pair } from "./edit-path.ts";
import { between } from "./matching.ts";

/** What a row of a comparison tells: the same, something else, only in A, only in B. */
export type RowOp = "same" | "changed" | "removed" | "added";

/** An item of A beside one of B, by their places; a side that is not there is absent. */
export type PlaceRow =
  | { readonly op: "same" | "changed"; readonly a: number; readonly b: number }
  | { readonly op: "removed"; readonly a: number; readonly b?: never }
  | { readonly op: "added"; readonly a?: never; readonly b: number };

/** All items of two lists as rows: pairs, and before each pair what only A has, then what only B has. */
export function rowsOf<Item>(
  a: readonly Item[],
  b: readonly Item[],
  pairs: readonly Pair[],
  isSame: (left: Item | undefined, right: Item | undefined) => boolean,
): readonly PlaceRow[] {
  const rows: PlaceRow[] = [];
  for (const { from, to } of between(pairs, a.length, b.length)) {
    for (let at = from[0]; at < to[0]; at += 1) rows.push({ op: "removed", a: at });
    for (let at = from[1]; at < to[1]; at += 1) rows.push({ op: "added", b: at });
    const [left, right] = to;
    if (left === a.length && right === b.length) break;
    rows.push({ op: isSame(a[left], b[right]) ? "same" : "changed", a: left, b: right });
  }
  return rows;
}

/** A row with the items themselves. A row that changed has both. */
export interface ItemRow<Item> {
  readonly op: RowOp;
  readonly a?: Item;
  readonly b?: Item;
}

/** The same rows with the items in the place of their places. */
export function itemRowsOf<Item extends object | string>(
  a: readonly Item[],
  b: readonly Item[],
  pairs: readonly Pair[],
  isSame: (left: Item | undefined, right: Item | undefined) => boolean,
): readonly ItemRow<Item>[] {
  return rowsOf(a, b, pairs, isSame).map((row) => {
    const left = row.a === undefined ? undefined : a[row.a];
    const right = row.b === undefined ? undefined : b[row.b];
    return {
      op: row.op,
      ...(left !== undefined && { a: left }),
      ...(right !== undefined && { b: right }),
    };
  });
}
