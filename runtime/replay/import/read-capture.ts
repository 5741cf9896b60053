import { agUiReader, isAgUiEvent } from "./ag-ui.ts";
import { aiSdkReader, isAiSdkChunk } from "./ai-sdk-ui.ts";
import { CaptureError, quote } from "./capture-error.ts";
import type { CaptureFormat, CapturedFact, CaptureReader, ForeignFormat } from "./capture.ts";
import { isLangGraphPiece } from "./langgraph-pieces.ts";
import { langGraphReader } from "./langgraph.ts";
import { isOtlp } from "./otlp-document.ts";
import { otlpReader } from "./otlp.ts";
import { type CapturePiece, capturePieces } from "./pieces.ts";
import { recordingIn } from "./viewer-log.ts";

/** More pieces than this are no capture that a person looks at. */
const MAX_PIECES = 200_000;
/** Pieces that are looked at to tell the format: some begin with what could be anybody's. */
const SNIFFED = 20;

/** The format of a text. Throws CaptureError where it is none that can be read. */
export function detectFormat(text: string): CaptureFormat {
  if (recordingIn(text) !== undefined) return "uar-events";
  const first: CapturePiece[] = [];
  for (const piece of capturePieces(text)) {
    if (first.push(piece) >= SNIFFED) break;
  }
  for (const piece of first) {
    const found = FORMATS.find(([, isOne]) => isOne(piece));
    if (found !== undefined) return found[0];
  }
  const [value] = first.map((piece) => piece.value);
  throw new CaptureError(
    `A capture that begins with ${quote(value)} is in no known format`,
    "Give our own events, an AI SDK UI message stream, events of AG-UI or LangGraph, or OTLP/JSON; or name the format",
    { line: first[0]?.line ?? 1 },
  );
}

const FORMATS: readonly (readonly [CaptureFormat, (piece: CapturePiece) => boolean])[] = [
  ["uar-events", ({ value }) => isOurs(value)],
  ["otlp", ({ value }) => isOtlp(value)],
  ["langgraph", isLangGraphPiece],
  ["ag-ui", ({ value }) => isAgUiEvent(value)],
  ["ai-sdk-ui", ({ value }) => isAiSdkChunk(value)],
];

/** Whatever names its place in a thread is ours, if only it is well formed: that is seen when it is read. */
function isOurs(value: unknown): boolean {
  return typeof value === "object" && value !== null && "sequence" in value && "thread_id" in value;
}

/**
 * Reads a foreign capture. Yields after each piece, so that a long one can be read with breaks. Throws
 * CaptureError, which names the line and the fix.
 */
export function* readCapture(
  text: string,
  format: ForeignFormat,
): Generator<void, readonly CapturedFact[]> {
  const reader = READERS[format]();
  let count = 0;
  for (const piece of capturePieces(text)) {
    count += 1;
    if (count > MAX_PIECES) {
      const fix = "Give the part of it that matters";
      throw new CaptureError(`The capture has more than ${MAX_PIECES} pieces`, fix);
    }
    reader.take(piece);
    yield;
  }
  const facts = reader.end();
  if (facts.length > 0) return facts;
  throw new CaptureError("The capture holds no event of a run", "Give a capture with events in it");
}

const READERS: Readonly<Record<ForeignFormat, () => CaptureReader>> = {
  "ai-sdk-ui": aiSdkReader,
  "ag-ui": agUiReader,
  langgraph: langGraphReader,
  otlp: otlpReader,
};
