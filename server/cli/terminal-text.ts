/** What moves a terminal's cursor, changes its state or turns text around: all controls but line break and tab. */
const COMMANDING = /(?![\n\t])[\p{Cc}\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu;

/** Text of a model or a tool as a terminal may be given it: nothing in it acts, each such character is shown as �. */
export function terminalText(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(COMMANDING, "\u{fffd}");
}

/** Its first line that says something, cut to so many characters. */
export function firstLine(text: string, maxChars: number): string {
  const line = terminalText(text)
    .split("\n")
    .map((part) => part.trim())
    .find((part) => part !== "");
  const whole = Array.from(line ?? "");
  return whole.length <= maxChars ? whole.join("") : `${whole.slice(0, maxChars - 1).join("")}…`;
}
