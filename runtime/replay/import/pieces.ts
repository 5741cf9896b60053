import { isNestedDeeper } from "#runtime/tool/nesting.ts";
import { CaptureError, quote } from "./capture-error.ts";
import { MAX_DEPTH } from "./json-text.ts";

/** One JSON value of a capture, and where it stands. */
export interface CapturePiece {
  /** The line on which it begins, from 1. */
  readonly line: number;
  /** The name that a stream gave it (`event:`). */
  readonly event?: string;
  readonly value: unknown;
}

/**
 * The JSON values of a capture in their order: of a stream of server-sent events, of JSON Lines, or of
 * one document, whose array counts as its items. Throws CaptureError, which names the line.
 */
export function* capturePieces(text: string): Generator<CapturePiece, void> {
  const body = text.startsWith("\uFEFF") ? text.slice(1) : text;
  if (body.trim() === "") {
    throw new CaptureError("The capture is empty", "Give the file that holds the events");
  }
  const pieces = isEventStream(body) ? streamPieces(body) : jsonPieces(body);
  for (const piece of pieces) {
    if (isNestedDeeper(piece.value, MAX_DEPTH)) {
      const fix = `Flatten the value to at most ${MAX_DEPTH} levels`;
      throw new CaptureError(`It nests deeper than ${MAX_DEPTH} levels`, fix, { line: piece.line });
    }
    yield piece;
  }
}

const FIELD = /^(?:data|event|id|retry)?:/;

function isEventStream(text: string): boolean {
  return FIELD.test(text.trimStart());
}

/** A line of the text, without its end. */
interface Line {
  readonly number: number;
  readonly text: string;
}

function* linesOf(text: string): Generator<Line, void> {
  let number = 0;
  let from = 0;
  for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) {
    number += 1;
    yield { number, text: text.slice(from, index) };
    from = index + end.length;
  }
  if (from < text.length) yield { number: number + 1, text: text.slice(from) };
}

/** Server-sent events as the HTML standard reads them. The last one may lack its empty line. */
function* streamPieces(text: string): Generator<CapturePiece, void> {
  let event: string | undefined;
  let data: Line[] = [];
  for (const line of withEmptyLine(linesOf(text))) {
    if (line.text === "") {
      const piece = pieceOf(data, event);
      if (piece !== undefined) yield piece;
      event = undefined;
      data = [];
      continue;
    }
    const [, name = line.text, value = ""] = /^([^:]*):? ?(.*)$/s.exec(line.text) ?? [];
    if (name === "data") data.push({ number: line.number, text: value });
    if (name === "event") event = value;
  }
}

function* withEmptyLine(lines: Iterable<Line>): Generator<Line, void> {
  yield* lines;
  yield { number: 0, text: "" };
}

/** `[DONE]` and the like say that nothing comes any more. */
const END = /^\[[A-Z]+\]$/;

function pieceOf(data: readonly Line[], event: string | undefined): CapturePiece | undefined {
  const [first] = data;
  const text = data.map((line) => line.text).join("\n");
  if (first === undefined || text.trim() === "" || END.test(text.trim())) return undefined;
  const value = parsed(text, first.number, "Give one JSON value in the data of each event");
  return { line: first.number, ...(event !== undefined && { event }), value };
}

function* jsonPieces(text: string): Generator<CapturePiece, void> {
  const whole = attempt(text);
  if (whole !== undefined) {
    const values: readonly unknown[] = Array.isArray(whole.value) ? whole.value : [whole.value];
    for (const value of values) yield { line: 1, value };
    return;
  }
  const fix = "Give one JSON value a line, one JSON document, or the text of an event stream";
  for (const { number: line, text: json } of linesOf(text)) {
    if (json.trim() !== "") yield { line, value: parsed(json, line, fix) };
  }
}

/** A document begins like a line, but goes on over several; lines that are JSON by themselves are lines. */
function attempt(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function parsed(text: string, line: number, fix: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CaptureError(`${quote(text)} is not JSON`, fix, { line, cause });
  }
}
