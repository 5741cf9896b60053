import { stemOf } from "./keywords.ts";

/** Consecutive lines of one file that answer something, and the call that showed them. */
export interface Passage {
  readonly path: string;
  readonly callId: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly lines: readonly string[];
  /** How many different keywords it has; the order of passages. */
  readonly score: number;
}

export interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

const MAX_PASSAGE_LINES = 6;

/**
 * Reads `12: text` lines, as a reading tool numbers them; a remark of the tool between them is left
 * out. A text without numbers counts from 1.
 */
function numberedLines(content: string): readonly NumberedLine[] {
  const lines = content.replace(/\r?\n$/, "").split(/\r?\n/);
  const numbered = lines.flatMap((line) => {
    const match = /^\s*(\d+)(?::[ ]?|\t)(.*)$/.exec(line);
    return match === null ? [] : [{ number: Number(match[1]), text: match[2] ?? "" }];
  });
  const isNumbered = numbered.length * 2 > lines.length;
  return isNumbered ? numbered : lines.map((text, index) => ({ number: index + 1, text }));
}

/** The paragraphs of a file that have keywords in them, best first. Headings bring their paragraph. */
export function findPassages(
  file: { readonly path: string; readonly callId: string; readonly content: string },
  keywords: readonly string[],
): readonly Passage[] {
  const stems = keywords.map(stemOf);
  return paragraphs(numberedLines(file.content))
    .map((lines) => toPassage(file, lines, stems))
    .filter((passage) => passage.score > 0)
    .toSorted((a, b) => b.score - a.score || a.startLine - b.startLine);
}

/** The beginning of a file, for a question that names nothing to look for. */
export function openingPassage(file: {
  readonly path: string;
  readonly callId: string;
  readonly content: string;
}): Passage | undefined {
  const first = paragraphs(numberedLines(file.content))[0];
  return first === undefined ? undefined : toPassage(file, first, []);
}

function toPassage(
  file: { readonly path: string; readonly callId: string },
  lines: readonly NumberedLine[],
  stems: readonly string[],
): Passage {
  const body = belowHeadings(lines);
  const hit = body.findIndex((line) => countStems(line.text, stems) > 0);
  const from = Math.max(0, Math.min(hit, body.length - MAX_PASSAGE_LINES));
  const shown = body.slice(from, from + MAX_PASSAGE_LINES);
  return {
    path: file.path,
    callId: file.callId,
    startLine: shown[0]?.number ?? 1,
    endLine: shown.at(-1)?.number ?? 1,
    lines: shown.map((line) => line.text),
    score: countStems(lines.map((line) => line.text).join("\n"), stems),
  };
}

/** Of several headings in a row the last one belongs to the text. */
function belowHeadings(lines: readonly NumberedLine[]): readonly NumberedLine[] {
  const text = lines.findIndex((line) => !isHeadingOrBlank(line.text));
  const last = lines.slice(0, Math.max(text, 0)).findLastIndex((line) => isHeading(line.text));
  return lines.slice(Math.max(last, 0));
}

/** How many of the stems a text has at the beginning of its words. */
export function countStems(text: string, stems: readonly string[]): number {
  const words = inWords(text);
  return stems.filter((stem) => words.includes(inWords(stem).trimEnd())).length;
}

function inWords(text: string): string {
  const parts = text.replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2").toLowerCase();
  return ` ${parts.replaceAll(/[^\p{L}\p{N}]+/gu, " ").trimStart()}`;
}

/** Runs of lines between blank ones; a heading stays with the paragraph below it. */
function paragraphs(lines: readonly NumberedLine[]): readonly (readonly NumberedLine[])[] {
  const found: NumberedLine[][] = [];
  let current: NumberedLine[] = [];
  for (const line of lines) {
    const blank = line.text.trim() === "";
    const waiting = current.length > 0 && current.every((held) => isHeadingOrBlank(held.text));
    if (blank && waiting) {
      current.push(line);
    } else if (blank || (isHeading(line.text) && current.length > 0 && !waiting)) {
      if (current.length > 0) found.push(current);
      current = blank ? [] : [line];
    } else {
      current.push(line);
    }
  }
  if (current.length > 0) found.push(current);
  return found.map(trimBlankEnd);
}

function trimBlankEnd(lines: readonly NumberedLine[]): readonly NumberedLine[] {
  const last = lines.findLastIndex((line) => line.text.trim() !== "");
  return lines.slice(0, last + 1);
}

function isHeading(text: string): boolean {
  return /^#{1,6}\s/.test(text);
}

function isHeadingOrBlank(text: string): boolean {
  return text.trim() === "" || isHeading(text);
}
