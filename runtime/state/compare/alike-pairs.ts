import type { Pair } from "./edit-path.ts";

/** Lines of which at least this part of the words stays are one line that was changed. */
const ALIKE = 0.35;
/** Most lines against lines that are weighed; of larger stretches, each line is held against its counterpart. */
const WEIGHED_MAX = 2_500;
/** Most words of a line that count. */
const WORDS_MAX = 400;

/** Pairs of lines that are much alike, in order, with as much alike in all as can be. */
export function alikePairs(a: readonly string[], b: readonly string[]): readonly Pair[] {
  const [left, right] = [a.map(wordsOf), b.map(wordsOf)];
  if (a.length * b.length > WEIGHED_MAX) {
    const most = Math.min(a.length, b.length);
    return Array.from({ length: most }, (_, at): Pair => [at, at]).filter(
      ([at]) => likeness(left[at], right[at]) >= ALIKE,
    );
  }
  return heaviest(left.map((words) => right.map((other) => likeness(words, other))));
}

/** The row of pairs with the greatest sum of weights, both sides ascending; light pairs count nothing. */
function heaviest(weights: readonly (readonly number[])[]): readonly Pair[] {
  const width = weights[0]?.length ?? 0;
  // `best[x][y]`: the sum over the lines from x of A and from y of B on.
  const best = Array.from({ length: weights.length + 1 }, () => new Float64Array(width + 1));
  const at = (x: number, y: number) => best[x]?.[y] ?? 0;
  const taken = (x: number, y: number) => {
    const weight = weights[x]?.[y] ?? 0;
    return weight < ALIKE ? -1 : weight + at(x + 1, y + 1);
  };
  for (let x = weights.length - 1; x >= 0; x -= 1) {
    for (let y = width - 1; y >= 0; y -= 1) {
      best[x]?.fill(Math.max(at(x + 1, y), at(x, y + 1), taken(x, y)), y, y + 1);
    }
  }
  const pairs: Pair[] = [];
  let [x, y] = [0, 0];
  while (x < weights.length && y < width) {
    if (taken(x, y) === at(x, y)) pairs.push([x++, y++]);
    else if (at(x + 1, y) >= at(x, y + 1)) x += 1;
    else y += 1;
  }
  return pairs;
}

type Words = ReadonlyMap<string, number>;

function wordsOf(line: string): Words {
  const counts = new Map<string, number>();
  for (const word of (line.match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, WORDS_MAX)) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** The letters of the words that both have, as a part of those of the longer one. */
function likeness(a: Words | undefined, b: Words | undefined): number {
  if (a === undefined || b === undefined) return 0;
  const longer = Math.max(lengthOf(a), lengthOf(b));
  if (longer === 0) return 0;
  let common = 0;
  for (const [word, times] of a) common += word.length * Math.min(times, b.get(word) ?? 0);
  return common / longer;
}

function lengthOf(words: Words): number {
  let length = 0;
  for (const [word, times] of words) length += word.length * times;
  return length;
}
