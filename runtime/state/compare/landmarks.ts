import type { Pair } from "./edit-path.ts";

/**
 * The longest row of pairs of items that each list has exactly once: a cheap and sound frame for
 * lists that differ too much to search for the best one.
 */
export function landmarks(a: readonly number[], b: readonly number[]): readonly Pair[] {
  return ascending(uniquePairs(a, b));
}

/** Items that each list has exactly once, by their place in A. */
function uniquePairs(a: readonly number[], b: readonly number[]): readonly Pair[] {
  const inA = uniquePlaces(a);
  const inB = uniquePlaces(b);
  return [...inA].flatMap(([key, place]): readonly Pair[] => {
    const other = inB.get(key);
    return place === TWICE || other === undefined || other === TWICE ? [] : [[place, other]];
  });
}

const TWICE = -1;

function uniquePlaces(keys: readonly number[]): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  for (const [place, key] of keys.entries()) places.set(key, places.has(key) ? TWICE : place);
  return places;
}

/** The longest row of pairs, ordered by A, whose places in B ascend too (patience sorting). */
function ascending(pairs: readonly Pair[]): readonly Pair[] {
  const tops: number[] = [];
  const before: number[] = [];
  for (const [at, [, place]] of pairs.entries()) {
    const pile = firstPile(tops, pairs, place);
    before.push(tops[pile - 1] ?? -1);
    tops[pile] = at;
  }
  const found: Pair[] = [];
  for (let at = tops.at(-1) ?? -1; at !== -1; at = before[at] ?? -1) {
    const pair = pairs[at];
    if (pair !== undefined) found.push(pair);
  }
  return found.toReversed();
}

/** The first pile whose top is not before a place in B. */
function firstPile(tops: readonly number[], pairs: readonly Pair[], place: number): number {
  let low = 0;
  let high = tops.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((pairs[tops[middle] ?? 0]?.[1] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
