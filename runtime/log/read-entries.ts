import type { RuntimeEvent } from "#runtime/event/catalogue.ts";

import type { Disk } from "./disk.ts";
import { isEpochLine } from "./epoch-line.ts";
import { scanLines } from "./line-scan.ts";
import { decodeLine, hasSequence, lineJson } from "./line.ts";
import { LogCorruptError, type Entry } from "./port.ts";
import type { Segment } from "./segment.ts";

/** Sequences after `after`, up to and with `upTo`. */
export interface EntryRange {
  readonly after: number;
  readonly upTo: number;
}

/** Reads entries from disk. Throws LogCorruptError when a line is not as it was written. */
export async function readEntries(
  disk: Disk,
  segments: readonly Segment[],
  { after, upTo }: EntryRange,
): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  let index = segments.findLastIndex((segment) => segment.first <= after + 1);
  for (let next = after + 1; next <= upTo; next = after + 1 + entries.length) {
    const segment = segments[index];
    index += 1;
    if (segment?.first !== undefined && segment.first <= next) {
      await readSegment(disk, segment, { next, upTo, entries });
    } else {
      throw new LogCorruptError(`Could not read event "${next}": no segment holds it`);
    }
  }
  return entries;
}

interface Reading {
  readonly next: number;
  readonly upTo: number;
  readonly entries: Entry[];
}

async function readSegment(disk: Disk, segment: Segment, reading: Reading): Promise<void> {
  const { upTo, entries } = reading;
  let { next } = reading;
  let isSkipping = true;
  const file = await disk.open(segment.path, "read");
  try {
    await scanLines(file, { from: segment.offsetNear(next), to: segment.bytes }, (line) => {
      if (isEpochLine(line)) return true;
      if (isSkipping && !hasSequence(line, next)) return true;
      isSkipping = false;
      entries.push(readEntry(line, next, segment));
      next += 1;
      return next <= upTo;
    });
  } finally {
    await file.close();
  }
}

function readEntry(line: Buffer, sequence: number, segment: Segment): Entry {
  const decoded = decodeLine(line);
  if (decoded === undefined || !hasSequence(line, sequence)) {
    throw new LogCorruptError(
      `Could not read event "${sequence}" from "${segment.path}": its line was changed after it was stored; restore the file from a backup`,
    );
  }
  const json = lineJson(line, decoded);
  // The checksum proves these to be the bytes of an event that was appended; newer types pass unread.
  return { json, event: JSON.parse(json) as RuntimeEvent };
}
