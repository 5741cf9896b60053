/** "1 file", "3 files". */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** "a", "a and b", "a, b and c". */
export function enumerate(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** Words as the person wrote them, to be told apart from ours. */
export function quoted(words: readonly string[]): string {
  return enumerate(words.map((word) => `"${word}"`));
}

/** Names of files and tools. */
export function code(names: readonly string[]): string {
  return enumerate(names.map((name) => `\`${name}\``));
}

/** A text with its first letter large. */
export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
