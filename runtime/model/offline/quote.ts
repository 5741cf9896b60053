import type { Citation } from "#runtime/event/shared.ts";

import type { Passage } from "./passages.ts";

const QUOTE_CHARS = 280;
const PROSE = /\.(?:md|markdown|txt|rst|adoc)$|^[^.]*$/i;

/** A passage as Markdown: prose as a quotation, anything else as code. */
export function quoteMarkdown(passage: Passage): string {
  const { path, lines } = passage;
  const name = path.slice(path.lastIndexOf("/") + 1);
  return PROSE.test(name) ? quotation(lines) : codeBlock(lines.join("\n"), languageOf(name));
}

/** A fenced block that no fence inside it can close. */
export function codeBlock(text: string, language = ""): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`{3,}/g), (match) => match[0].length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Where a passage stands: "lines 4–9 of `notes/plan.md`". */
export function placeOf(passage: Passage): string {
  const { path, startLine, endLine } = passage;
  const lines = startLine === endLine ? `line ${startLine}` : `lines ${startLine}–${endLine}`;
  return `${lines} of \`${path}\``;
}

/** The citation of a passage, tied to the call that showed it. */
export function citationOf(passage: Passage): Omit<Citation, "index"> {
  const quote = passage.lines.map(plainLine).join(" ").replaceAll(/\s+/g, " ").trim();
  return {
    title: titleOf(passage),
    path: passage.path,
    start_line: passage.startLine,
    end_line: passage.endLine,
    quote: quote.length > QUOTE_CHARS ? `${quote.slice(0, QUOTE_CHARS).trimEnd()}…` : quote,
    tool_call_id: passage.callId,
  };
}

function titleOf({ path, lines }: Passage): string {
  const heading = lines.find((line) => /^#{1,6}\s/.test(line));
  return heading === undefined ? path : plainLine(heading);
}

/** Headings would stand out of the answer they are quoted in: they become bold lines. */
function quotation(lines: readonly string[]): string {
  const flat = lines.flatMap((line) =>
    /^#{1,6}\s/.test(line) ? [`**${plainLine(line)}**`, ""] : line,
  );
  return flat
    .filter((line, index) => line.trim() !== "" || flat[index - 1]?.trim() !== "")
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");
}

function plainLine(line: string): string {
  return line
    .replace(/^#{1,6}\s+/, "")
    .replace(/\s+#+$/, "")
    .trim();
}

function languageOf(name: string): string {
  const extension = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  return /^[a-z0-9]{1,10}$/.test(extension) ? extension : "";
}
