import { ENTRY_MAX_CHARS } from "./append-check.ts";
import { readFully, type DiskFile } from "./disk.ts";
import { LINE_OVERHEAD_BYTES } from "./line.ts";

const SCAN_BYTES = 262_144;

/** A character takes at most three bytes of UTF-8; a line longer than this was not written by a log. */
const LINE_MAX_BYTES = 3 * ENTRY_MAX_CHARS + LINE_OVERHEAD_BYTES;

const NEWLINE = 0x0a;

/** Sees one line without its newline, and where it begins. The bytes are lent: keep none. False ends the scan. */
export type VisitLine = (line: Buffer, offset: number) => boolean;

export interface ScanRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Visits the lines of a file's range in chunks of bounded size.
 * Answers where the first byte lies that belongs to no visited line: `to`, unless the last newline is missing.
 */
export async function scanLines(
  file: DiskFile,
  { from, to }: ScanRange,
  visit: VisitLine,
): Promise<number> {
  let buffer = Buffer.allocUnsafe(Math.min(SCAN_BYTES, Math.max(to - from, 1)));
  let kept = 0;
  let position = from;
  while (position < to) {
    const room = buffer.subarray(kept, kept + Math.min(buffer.length - kept, to - position));
    const got = await readFully(file, room, position);
    if (got === 0) break;
    position += got;
    const filled = buffer.subarray(0, kept + got);
    const start = position - filled.length;
    const visited = visitLines(filled, start, visit);
    if (visited === "stopped") return position;
    kept = filled.length - visited;
    if (visited === 0 && kept === buffer.length) {
      if (kept >= LINE_MAX_BYTES) {
        if (!visit(filled, start)) return position;
        kept = 0;
        continue;
      }
      buffer = Buffer.concat([filled], Math.min(buffer.length * 2, LINE_MAX_BYTES));
      continue;
    }
    buffer.copyWithin(0, visited, filled.length);
  }
  return position - kept;
}

/** Visits the whole lines of a chunk and answers how many bytes they are. */
function visitLines(chunk: Buffer, start: number, visit: VisitLine): number | "stopped" {
  let at = 0;
  let end = chunk.indexOf(NEWLINE);
  while (end >= 0) {
    if (!visit(chunk.subarray(at, end), start + at)) return "stopped";
    at = end + 1;
    end = chunk.indexOf(NEWLINE, at);
  }
  return at;
}
