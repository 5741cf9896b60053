/**
 * Characters that a person does not see but a model reads: controls other than line breaks and tabs,
 * marks that join, split or turn text around, fillers, and the selectors and tags in which whole
 * texts can be hidden. The joiner and the selector that belong to an emoji are none of these.
 */
const HIDDEN =
  /(?<!\p{Extended_Pictographic}\u{fe0f}?)\u{200d}|[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{115f}\u{1160}\u{3164}\u{ffa0}]--[\t\n\r\u{200d}]]|[\u{fe00}-\u{fe0e}]|[\u{e0100}-\u{e01ef}]/gv;

/** The text with each hidden character shown by its number, such as [U+202E]. */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const number = character.codePointAt(0) ?? 0;
    return `[U+${number.toString(16).toUpperCase().padStart(4, "0")}]`;
  });
}
