/** The words of a text, in lower case, without the marks between them. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}_]+/gu) ?? [];
}

/** How a shown text goes with an expected one. */
export interface Alignment {
  /** Runs of words that are expected and not shown, each with the word before it. */
  readonly missing: readonly { readonly after: string; readonly words: string }[];
  /** Words that are shown and not expected where they stand, with what was shown before them. */
  readonly extra: readonly { readonly words: readonly string[]; readonly before: string }[];
}

/**
 * Finds the expected words in the shown ones, in their order; others may stand between them. A word
 * that comes no more is missing, and the search goes on with the next one.
 */
export function align(expected: readonly string[], shown: readonly string[]): Alignment {
  const missing: { after: string; words: string[] }[] = [];
  const extra: { words: string[]; before: string }[] = [];
  let at = 0;
  let lastMissing = -2;
  for (const [place, word] of expected.entries()) {
    const found = shown.indexOf(word, at);
    if (found === -1) {
      if (lastMissing === place - 1) missing.at(-1)?.words.push(word);
      else missing.push({ after: expected[place - 1] ?? "", words: [word] });
      lastMissing = place;
      continue;
    }
    if (found > at) extra.push({ words: shown.slice(at, found), before: shown[at - 1] ?? "" });
    at = found + 1;
  }
  if (at < shown.length) extra.push({ words: shown.slice(at), before: shown[at - 1] ?? "" });
  return { missing: missing.map(({ after, words }) => ({ after, words: words.join(" ") })), extra };
}

/** Pieces of a text that come a second time: whole runs of the expected, or a word right behind itself. */
export function repetitions(
  expected: readonly string[],
  shown: readonly string[],
): readonly string[] {
  const whole = ` ${expected.join(" ")} `;
  return align(expected, shown).extra.flatMap(({ words, before }) => {
    if (words[0] === before) return words.slice(0, 1);
    return runsWithin(words, whole);
  });
}

const LEAST_WORDS = 2;

/** The longest runs of at least two words that stand in the same order in a text. */
function runsWithin(words: readonly string[], whole: string): readonly string[] {
  const runs: string[] = [];
  for (let from = 0; from < words.length;) {
    let until = from;
    while (until < words.length && whole.includes(` ${words.slice(from, until + 1).join(" ")} `)) {
      until += 1;
    }
    if (until - from >= LEAST_WORDS) runs.push(words.slice(from, until).join(" "));
    from = Math.max(until, from + 1);
  }
  return runs;
}

/** Runs of at least `length` words that stand in a text more than once. */
export function repeatedRuns(words: readonly string[], length: number): readonly string[] {
  const seen = new Set<string>();
  const repeated: string[] = [];
  for (let from = 0; from + length <= words.length; from += 1) {
    const run = words.slice(from, from + length).join(" ");
    if (seen.has(run)) repeated.push(run);
    seen.add(run);
  }
  return repeated;
}
