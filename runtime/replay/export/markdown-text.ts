/** A block of code in which a text stands as it is, whatever fences it holds itself. */
export function fenced(text: string, language = ""): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Words for one line of Markdown, in which nothing of them is taken for markup. */
export function plain(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .trim()
    .replaceAll(/[\\`*_[\]<>&|#~]/g, String.raw`\$&`);
}

/** A name as code, in a cell of a table too. */
export function coded(name: string): string {
  const line = name.replaceAll(/[`|\s]+/g, " ").trim();
  return line === "" ? "unknown" : `\`${line}\``;
}

/** A text as a quotation, each line of it. */
export function quoted(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => (line === "" ? ">" : `> ${line}`))
    .join("\n");
}

/** What stands folded under a line. Empty lines let Markdown in the body be Markdown. */
export function folded(summary: string, body: string): string {
  return `<details>\n<summary>${inTag(summary)}</summary>\n\n${body}\n\n</details>`;
}

/** Words within a tag that Markdown takes over as it is. */
function inTag(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .trim()
    .replaceAll(/[&<>"]/g, (char) => `&#${char.codePointAt(0)};`);
}

/** A text whose tags cannot close or open a fold around it. */
export function contained(text: string): string {
  return text.replaceAll(/<(?=\/?(?:details|summary)\b)/gi, "&lt;");
}
