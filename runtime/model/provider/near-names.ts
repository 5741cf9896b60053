const MAX_NAMES = 3;
/** More edits than a quarter of the name make another name, not a slip of the hand. */
const TOLERANCE = 1 / 4;

/** The names that someone may have meant, nearest first: at most three, none where nothing is near. */
export function nearNames(name: string, names: Iterable<string>): readonly string[] {
  const wanted = name.toLowerCase();
  const most = Math.max(1, Math.floor(wanted.length * TOLERANCE));
  return [...new Set(names)]
    .map((candidate) => ({ candidate, edits: distance(wanted, candidate.toLowerCase(), most) }))
    .filter(({ edits }) => edits <= most)
    .toSorted((one, other) => one.edits - other.edits)
    .slice(0, MAX_NAMES)
    .map(({ candidate }) => candidate);
}

/** Edits from one text to another, by Levenshtein; anything above `most` stands for "too many". */
function distance(from: string, to: string, most: number): number {
  if (Math.abs(from.length - to.length) > most) return most + 1;
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let at = 0; at < from.length; at += 1) {
    const next = [at + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (from[at] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? most + 1;
}
