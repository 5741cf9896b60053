import { dirname } from "node:path";

import { hasCode, readFully, writeFully, type Disk, type DiskFile } from "./disk.ts";
import type { Epochs } from "./epochs.ts";
import { scanLines } from "./line-scan.ts";
import type { LogCorruptError } from "./port.ts";
import { RecoveryScan } from "./recovery-scan.ts";
import { parseSegmentName, Segment } from "./segment.ts";

const COPY_BYTES = 262_144;

/** A thread's log as the disk has it, with no torn tail and everything in it durable. */
export interface Recovered {
  readonly segments: Segment[];
  /** The sequence before its first event. */
  readonly beginsAfter: number;
  readonly head: number;
  readonly epochs: Epochs;
  readonly damage: LogCorruptError | undefined;
}

/**
 * Reads all segments of a thread and repairs the tail of the last one; damage is reported and left as it is.
 * Rejects with the disk's error when it cannot be read or repaired. What follows may rely on:
 *
 * 1. The torn tail is gone (a copy stays beside the segment) before a new line can take its place.
 * 2. Every event up to the head is durable before anyone sees it, and so are the names that lead to it:
 *    a process that was killed may have synced neither.
 *
 * A log begins where its first segment says, and one without a segment after `after`.
 */
export async function recover(
  disk: Disk,
  directory: string,
  threadId: string,
  after: number,
): Promise<Recovered> {
  const segments = (await disk.names(directory))
    .map(parseSegmentName)
    .filter((first) => first !== undefined)
    .sort((a, b) => a - b)
    .map((first) => new Segment(directory, first));
  const scan = new RecoveryScan(threadId, after);
  for (const segment of segments) {
    scan.beginSegment(segment);
    if (scan.damage !== undefined) break;
    await scanSegment(disk, segment, scan);
  }
  const last = segments.at(-1);
  if (last !== undefined && scan.damage === undefined && !isProven(last, scan)) {
    await repair(disk, last, scan);
    await disk.syncDirectory(directory);
    await disk.syncDirectory(dirname(directory));
  }
  const { beginsAfter, head, epochs, damage } = scan;
  return { segments, beginsAfter, head, epochs, damage };
}

/** A log that was put to rest says so: its lines prove every event durable, and with them the names of its files. */
function isProven(last: Segment, scan: RecoveryScan): boolean {
  return !scan.isTorn && scan.head >= last.first && scan.watermark >= scan.head;
}

async function scanSegment(disk: Disk, segment: Segment, scan: RecoveryScan): Promise<void> {
  const file = await disk.open(segment.path, "read");
  try {
    const size = await file.size();
    const end = await scanLines(file, { from: 0, to: size }, (line, offset) =>
      scan.visit(line, offset),
    );
    if (end < size) scan.visitPartialLine();
  } finally {
    await file.close();
  }
}

async function repair(disk: Disk, segment: Segment, scan: RecoveryScan): Promise<void> {
  const file = await disk.open(segment.path, "write");
  try {
    if (scan.isTorn) await cutTail(disk, file, segment);
    if (scan.watermark < scan.head) {
      await rewrite(file, segment.offsetNear(scan.watermark), segment.bytes);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

async function cutTail(disk: Disk, file: DiskFile, segment: Segment): Promise<void> {
  const tail = Buffer.allocUnsafe((await file.size()) - segment.bytes);
  await readFully(file, tail, segment.bytes);
  await keepTail(disk, `${segment.path}.${segment.bytes}.torn`, tail);
  await file.truncate(segment.bytes);
}

/** The tail was promised to nobody: on a full disk it goes without a copy, and makes the room that is missing. */
async function keepTail(disk: Disk, path: string, tail: Buffer): Promise<void> {
  try {
    const copy = await disk.open(path, "replace");
    try {
      await writeFully(copy, tail, 0);
      await copy.sync();
    } finally {
      await copy.close();
    }
  } catch (error) {
    if (!hasCode(error, "ENOSPC")) throw error;
  }
}

/**
 * Writes a range again as it is. After a failed fsync the system may count pages as clean that never
 * reached the disk; only pages that are written anew are sure to be part of the next fsync.
 */
async function rewrite(file: DiskFile, from: number, to: number): Promise<void> {
  const chunk = Buffer.allocUnsafe(Math.min(COPY_BYTES, to - from));
  for (let at = from; at < to; at += chunk.length) {
    const got = await readFully(file, chunk.subarray(0, to - at), at);
    await writeFully(file, chunk.subarray(0, got), at);
  }
}
