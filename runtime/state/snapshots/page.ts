/** Items that one answer holds at most. */
export const MAX_PAGE_ITEMS = 100;

/** Which page is asked for, by the items that stand around it; the newest one by default. */
export interface PageAsk {
  /** The item that comes after the page. */
  readonly before?: string;
  /** The item that comes before the page. */
  readonly after?: string;
  readonly limit?: number;
}

/** A page of a list, oldest first, and the cursors of what it leaves out. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Before this item stand older ones; absent where the oldest is here. */
  readonly history_cursor?: string;
  /** After this item stand newer ones; absent where the newest is here. */
  readonly newer_cursor?: string;
}

/**
 * One page of a list: the last items before a cursor, or the first ones after it. Undefined where the
 * list has no such item. Pages that are asked for one by one have no gap and no repetition, as long
 * as items keep their places.
 */
export function pageOf<Item>(
  all: readonly Item[],
  idOf: (item: Item) => string,
  { before, after, limit = MAX_PAGE_ITEMS }: PageAsk,
): Page<Item> | undefined {
  const low = after === undefined ? 0 : all.findIndex((item) => idOf(item) === after) + 1;
  const high = before === undefined ? all.length : all.findIndex((item) => idOf(item) === before);
  if ((after !== undefined && low === 0) || high === -1) return undefined;
  const size = Math.min(limit, MAX_PAGE_ITEMS);
  const start = after === undefined ? Math.max(low, high - size) : low;
  const end = Math.min(high, start + size);
  const items = all.slice(start, Math.max(start, end));
  const [oldest, newest] = [items[0], items.at(-1)];
  return {
    items,
    ...(start > 0 && oldest !== undefined && { history_cursor: idOf(oldest) }),
    ...(end < all.length && newest !== undefined && { newer_cursor: idOf(newest) }),
  };
}
