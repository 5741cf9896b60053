import type { Citation } from "#runtime/event/shared.ts";

/** One line of a source, as the tool gave it. */
export interface SourceLine {
  readonly number: number;
  readonly text: string;
  readonly marked: boolean;
}

/** Most lines that a page shows around the marked ones. */
const LINES_MAX = 2_000;

/**
 * The lines of a recorded output, the cited ones marked: those that hold the quote, else those
 * whose numbers the citation names. Numbers that the output gives itself are those of the lines.
 */
export function sourceLines(content: string, citation: Citation): readonly SourceLine[] {
  const texts = content.split(/\r\n|\r|\n/u);
  const lines =
    ownNumbers(texts) ?? texts.map((text, at) => ({ number: at + 1, text, given: text }));
  const cited = citedLines(lines, citation);
  const firstCited = lines.findIndex(({ number }) => cited.has(number));
  const first = Math.max(0, firstCited - LINES_MAX / 2);
  return lines
    .slice(first, first + LINES_MAX)
    .map(({ number, text }) => ({ number, text, marked: cited.has(number) }));
}

interface NumberedLine extends Omit<SourceLine, "marked"> {
  /** With the number that the output itself gives. */
  readonly given: string;
}

/** The lines without their numbers, if each that holds anything begins with one, and they only grow. */
function ownNumbers(texts: readonly string[]): readonly NumberedLine[] | undefined {
  const lines: NumberedLine[] = [];
  for (const text of texts) {
    if (text.trim() === "") continue;
    const [prefix, digits] = /^(\d{1,9}):(?: |$)/u.exec(text) ?? [];
    if (prefix === undefined || Number(digits) <= (lines.at(-1)?.number ?? -1)) return undefined;
    lines.push({ number: Number(digits), text: text.slice(prefix.length), given: text });
  }
  return lines.length > 0 ? lines : undefined;
}

/** A quote may have been taken with the numbers or without them. */
function citedLines(lines: readonly NumberedLine[], citation: Citation): ReadonlySet<number> {
  for (const part of ["text", "given"] as const) {
    const quoted = quotedLines(lines, part, citation.quote);
    if (quoted.size > 0) return quoted;
  }
  return namedLines(citation);
}

function namedLines({ start_line: start, end_line: end }: Citation): ReadonlySet<number> {
  if (start === undefined) return new Set();
  const length = Math.min(LINES_MAX, Math.max(1, (end ?? start) - start + 1));
  return new Set(Array.from({ length }, (_, at) => start + at));
}

/** Finds the quote across line breaks, with any run of white space as good as another. */
function quotedLines(
  lines: readonly NumberedLine[],
  part: "text" | "given",
  quote: string | undefined,
): ReadonlySet<number> {
  const wanted = squeeze(quote ?? "");
  const quoted = new Set<number>();
  if (wanted === "") return quoted;

  const starts: number[] = [];
  let whole = "";
  for (const line of lines) {
    starts.push(whole.length);
    const squeezed = squeeze(line[part]);
    if (squeezed !== "") whole += whole === "" ? squeezed : ` ${squeezed}`;
  }
  const from = whole.indexOf(wanted);
  if (from === -1) return quoted;

  const to = from + wanted.length;
  for (const [at, { number }] of lines.entries()) {
    const start = starts[at] ?? 0;
    const end = starts[at + 1] ?? whole.length;
    if (start < to && end > from) quoted.add(number);
  }
  return quoted;
}

function squeeze(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}
