/** Words to a paragraph or a block of code. */
const BLOCK_WORDS = 40;

/** So many pieces of Markdown, a word each; paragraphs, lists and code take turns. */
export function markdownWords(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => {
    const place = at % BLOCK_WORDS;
    const kind = Math.floor(at / BLOCK_WORDS) % 3;
    const opening = place === 0 ? (["\n\n", "\n\n- ", "\n\n```ts\n"][kind] ?? "") : "";
    const closing = place === BLOCK_WORDS - 1 && kind === 2 ? "\n```" : "";
    const separator =
      kind === 1 && place % 8 === 7 ? "\n- " : kind === 2 && place % 6 === 5 ? "\n" : " ";
    const word = kind === 0 && place % 10 === 5 ? `**w${at}**` : `w${at}`;
    return `${opening}${word}${closing === "" ? separator : closing}`;
  });
}

/** About so many characters of Markdown in pieces of `size` characters. */
export function markdownChunks(chars: number, size: number): readonly string[] {
  const words = markdownWords(Math.ceil(chars / 5))
    .join("")
    .slice(0, chars);
  return words.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
}
