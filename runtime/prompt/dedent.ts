/** The text without the indentation that all of its lines share and without white space around it. */
export function dedent(text: string): string {
  const lines = text.split("\n");
  const indents = lines
    .filter((line) => line.trim() !== "")
    .map((line) => line.length - line.trimStart().length);
  const shared = indents.reduce((least, indent) => Math.min(least, indent), Infinity);
  if (shared === 0 || shared === Infinity) return text.trim();
  return lines
    .map((line) => line.slice(shared))
    .join("\n")
    .trim();
}
