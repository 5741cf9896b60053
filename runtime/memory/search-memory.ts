import type { MemoryEntry } from "./memory-entry.ts";

/** Words of a query that are looked for. */
const MAX_WORDS = 32;

/**
 * The entries that hold words of a query, the best match first and of equal ones the first given. A word
 * counts more the fewer entries hold it. Without words all of them, as given.
 */
export function searchMemory(
  entries: readonly MemoryEntry[],
  query: string,
): readonly MemoryEntry[] {
  const wanted = searchedWords(query);
  if (wanted.length === 0) return entries;
  const texts = entries.map(({ text, topic = "", kind }) => wordsOf(`${text} ${topic} ${kind}`));
  const scores = new Map<number, number>();
  for (const word of wanted) {
    const holders = texts.flatMap((words, at) =>
      words.some((each) => each.startsWith(word)) ? [at] : [],
    );
    const weight = Math.log(1 + entries.length / Math.max(1, holders.length));
    for (const at of holders) scores.set(at, (scores.get(at) ?? 0) + weight);
  }
  const found = [...scores].toSorted(([left, a], [right, b]) => b - a || left - right);
  return found.flatMap(([at]) => entries[at] ?? []);
}

/** The words of a query that are looked for. */
export function searchedWords(query: string): readonly string[] {
  return [...new Set(wordsOf(query))].slice(0, MAX_WORDS);
}

/** Letters and digits, without case or accents. */
export function wordsOf(text: string): readonly string[] {
  const plain = text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}
