/** A run of the source that means one thing to the cost: an atom, a bracket, a bar or a quantifier. */
const PIECE =
  /\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|.)|\[\^?(?:\\.|[^\]\\])*\]|\(\?:|\(\?<[A-Za-z]\w*>|\(\?|\(|\)|\||[*+?]|\{\d+(?:,\d*)?\}|./gsu;

const BACK_REFERENCE = /^\\[1-9k]/;

interface Group {
  cost: number;
  branches: number;
}

/**
 * An upper bound for the steps that matching `pattern` against `length` characters can take.
 * Infinity when there is none that is small to tell: repeated groups, look-around, back references.
 */
export function patternCost(pattern: string, length: number): number {
  const groups: Group[] = [{ cost: 1, branches: 1 }];
  let previous = "";
  for (const [piece] of pattern.matchAll(PIECE)) {
    const group = groups.at(-1);
    if (group === undefined) return Infinity;
    if (piece === "(?" || BACK_REFERENCE.test(piece)) return Infinity;
    if (piece.startsWith("(")) groups.push({ cost: 1, branches: 1 });
    else if (piece === ")") closeGroup(groups);
    else if (piece === "|") group.branches += 1;
    else group.cost *= quantifierFactor(piece, previous, length);
    previous = piece;
  }
  const [whole] = groups;
  if (whole === undefined || groups.length !== 1) return Infinity;
  const isAnchored = pattern.startsWith("^") && whole.branches === 1;
  const starts = isAnchored ? 1 : length + 1;
  return whole.cost * whole.branches * starts + length;
}

function closeGroup(groups: Group[]): void {
  const closed = groups.pop();
  const outer = groups.at(-1);
  if (closed !== undefined && outer !== undefined) outer.cost *= closed.cost * closed.branches;
}

/** By how much a quantifier multiplies the ways to match; 1 for a piece that is none. */
function quantifierFactor(piece: string, previous: string, length: number): number {
  if (piece === "?") return 2;
  const isLoop = piece === "*" || piece === "+" || /^\{\d/.test(piece);
  if (!isLoop) return 1;
  if (previous === ")") return Infinity;
  if (/^\{\d+\}$/.test(piece)) return 1;
  return length + 1;
}
