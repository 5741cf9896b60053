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
 * whose numbers the citation names.
 */
export function sourceLines(content: string, citation: Citation): readonly SourceLine[] {
  const texts = content.split(/\r\n|\r|\n/u);
  const quoted = quotedLines(texts, citation.quote);
  const cited = quoted.size > 0 ? quoted : namedLines(citation);
  const first = Math.max(0, Math.min(...cited, texts.length) - 1 - LINES_MAX / 2);
  return texts
    .map((text, at) => ({ number: at + 1, text, marked: cited.has(at + 1) }))
    .slice(first, first + LINES_MAX);
}

function namedLines({ start_line: start, end_line: end }: Citation): ReadonlySet<number> {
  if (start === undefined) return new Set();
  const length = Math.min(LINES_MAX, Math.max(1, (end ?? start) - start + 1));
  return new Set(Array.from({ length }, (_, at) => start + at));
}

/** Finds the quote across line breaks, with any run of white space as good as another. */
function quotedLines(texts: readonly string[], quote: string | undefined): ReadonlySet<number> {
  const wanted = squeeze(quote ?? "");
  const lines = new Set<number>();
  if (wanted === "") return lines;

  const starts: number[] = [];
  let whole = "";
  for (const text of texts) {
    starts.push(whole.length);
    const squeezed = squeeze(text);
    if (squeezed !== "") whole += whole === "" ? squeezed : ` ${squeezed}`;
  }
  const from = whole.indexOf(wanted);
  if (from === -1) return lines;

  const to = from + wanted.length;
  for (const [at, start] of starts.entries()) {
    const end = starts[at + 1] ?? whole.length;
    if (start < to && end > from) lines.add(at + 1);
  }
  return lines;
}

function squeeze(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}
