/** A place of A beside a place of B. */
export type Pair = readonly [a: number, b: number];

/**
 * The longest common subsequence of two lists, as pairs in order, by Myers' greedy search (An O(ND)
 * Difference Algorithm, 1986). Time and memory go with the square of the edits, that is of what one
 * list has and the other has not; undefined when there are more than `editsMax`.
 */
export function editPath(
  a: readonly number[],
  b: readonly number[],
  editsMax: number,
): readonly Pair[] | undefined {
  const trace: Int32Array[] = [];
  const most = Math.min(a.length + b.length, editsMax);
  let reached: Int32Array = Int32Array.of(0, 0, 0);
  for (let edits = 0; edits <= most; edits += 1) {
    const next = advance(a, b, reached, edits);
    trace.push(next);
    const diagonal = a.length - b.length;
    if (Math.abs(diagonal) <= edits && next[diagonal + edits + 1] === a.length) {
      return walkBack(a.length, b.length, trace);
    }
    reached = next;
  }
  return undefined;
}

/**
 * How far into A each diagonal gets with one edit more. Diagonal k (place in A less place in B) of
 * `edits` edits stands at k + edits + 1, with a free cell at either end.
 */
function advance(
  a: readonly number[],
  b: readonly number[],
  before: Int32Array,
  edits: number,
): Int32Array {
  const next = new Int32Array(2 * edits + 3);
  for (let k = -edits; k <= edits; k += 2) {
    let x = edits === 0 ? 0 : (step(before, k, edits)?.x ?? 0);
    while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
    next[k + edits + 1] = x;
  }
  return next;
}

/** The better way onto a diagonal: down from the one above (B gains) or right from the one below (A loses). */
function step(before: Int32Array, k: number, edits: number): { from: number; x: number } {
  const above = before[k + 1 + edits] ?? 0;
  const below = before[k - 1 + edits] ?? 0;
  const isDown = k === -edits || (k !== edits && below < above);
  return isDown ? { from: k + 1, x: above } : { from: k - 1, x: below + 1 };
}

function walkBack(aLength: number, bLength: number, trace: readonly Int32Array[]): readonly Pair[] {
  const pairs: Pair[] = [];
  let x = aLength;
  let k = aLength - bLength;
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const before = trace[edits - 1];
    const entered = before === undefined ? { from: 0, x: 0 } : step(before, k, edits);
    while (x > entered.x) {
      x -= 1;
      pairs.push([x, x - k]);
    }
    if (before === undefined) break;
    x = entered.from > k ? entered.x : entered.x - 1;
    k = entered.from;
  }
  return pairs.toReversed();
}
