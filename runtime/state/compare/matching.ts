import { editPath, type Pair } from "./edit-path.ts";
import { landmarks } from "./landmarks.ts";

/** Which items of two lists belong together, in order. Both sides of the pairs ascend. */
export interface Matching {
  readonly pairs: readonly Pair[];
  /** Whether no longer row of pairs exists. Lists that differ too much are paired by landmarks alone. */
  readonly isExact: boolean;
}

/** A way to say what an item is: items with the same key may belong together. */
export type KeyOf<Item> = (item: Item) => string;

/** Most edits that are searched for between two lists; more are matched by landmarks. */
export const EDITS_MAX = 1_000;

/**
 * Pairs equal items by the first key, and what stands between two pairs by the next one, which may
 * be looser.
 */
export function matchBy<Item>(
  a: readonly Item[],
  b: readonly Item[],
  [key, ...looser]: readonly KeyOf<Item>[],
  editsMax: number = EDITS_MAX,
): Matching {
  if (key === undefined || a.length === 0 || b.length === 0) return { pairs: [], isExact: true };
  const { pairs, isExact } = matchEqual(...asNumbers(a.map(key), b.map(key)), editsMax);
  if (looser.length === 0) return { pairs, isExact };
  const found = between(pairs, a.length, b.length).map(({ from, to }) => ({
    from,
    ...matchBy(a.slice(from[0], to[0]), b.slice(from[1], to[1]), looser, editsMax),
  }));
  const all = [...pairs, ...found.flatMap(({ from, pairs: loose }) => shifted(loose, from))];
  return {
    pairs: all.toSorted(byPlace),
    isExact: isExact && found.every((gap) => gap.isExact),
  };
}

/** The same for lists of numbers that are compared as they are. */
function matchEqual(a: readonly number[], b: readonly number[], editsMax: number): Matching {
  const start = sameStart(a, b);
  const end = sameEnd(a, b, start);
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  const { pairs, isExact } = matchMiddle(left, right, editsMax);
  return {
    pairs: [
      ...run([0, 0], start),
      ...shifted(pairs, [start, start]),
      ...run([a.length - end, b.length - end], end),
    ],
    isExact,
  };
}

function matchMiddle(a: readonly number[], b: readonly number[], editsMax: number): Matching {
  if (a.length === 0 || b.length === 0) return { pairs: [], isExact: true };
  const path = editPath(a, b, editsMax);
  if (path !== undefined) return { pairs: path, isExact: true };
  const known = landmarks(a, b);
  const gaps = between(known, a.length, b.length).flatMap(({ from, to }) =>
    shifted(aroundLandmarks(a.slice(from[0], to[0]), b.slice(from[1], to[1]), editsMax), from),
  );
  const pairs = [...known, ...gaps].toSorted(byPlace);
  return { pairs, isExact: false };
}

/** What joins the landmarks on either side of a gap; its middle only where it is not too different. */
function aroundLandmarks(
  a: readonly number[],
  b: readonly number[],
  editsMax: number,
): readonly Pair[] {
  const start = sameStart(a, b);
  const end = sameEnd(a, b, start);
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  const isEmpty = left.length === 0 || right.length === 0;
  const middle = isEmpty ? [] : (editPath(left, right, editsMax) ?? []);
  return [
    ...run([0, 0], start),
    ...shifted(middle, [start, start]),
    ...run([a.length - end, b.length - end], end),
  ];
}

/** The stretches before, between and after pairs, the ends not included. Some are empty. */
export function between(
  pairs: readonly Pair[],
  aLength: number,
  bLength: number,
): readonly { readonly from: Pair; readonly to: Pair }[] {
  const ends: readonly Pair[] = [...pairs, [aLength, bLength]];
  return ends.map((to, at) => {
    const last = pairs[at - 1];
    return { from: last === undefined ? [0, 0] : [last[0] + 1, last[1] + 1], to };
  });
}

function sameStart(a: readonly number[], b: readonly number[]): number {
  const most = Math.min(a.length, b.length);
  let count = 0;
  while (count < most && a[count] === b[count]) count += 1;
  return count;
}

function sameEnd(a: readonly number[], b: readonly number[], start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let count = 0;
  while (count < most && a[a.length - 1 - count] === b[b.length - 1 - count]) count += 1;
  return count;
}

function run([a, b]: Pair, length: number): Pair[] {
  return Array.from({ length }, (_, at) => [a + at, b + at] as const);
}

/** Pairs of two stretches as pairs of the lists that they were cut from. */
export function shifted(pairs: readonly Pair[], [a, b]: Pair): readonly Pair[] {
  return pairs.map(([left, right]) => [left + a, right + b] as const);
}

/** The order of pairs. */
export function byPlace([left]: Pair, [right]: Pair): number {
  return left - right;
}

/** Numbers compare faster than what they stand for. */
function asNumbers(a: readonly string[], b: readonly string[]): [number[], number[]] {
  const numbers = new Map<string, number>();
  const numberOf = (key: string) => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  };
  return [a.map(numberOf), b.map(numberOf)];
}
