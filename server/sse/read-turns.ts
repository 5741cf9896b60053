import type { EventLog } from "#runtime/log/port.ts";
import type { Projection } from "./lanes.ts";

/** Entries read at once, and how much of their JSON at most; a single larger entry still goes. */
const READ_LIMIT = 40;
const BATCH_CHARS = 10_000;

/** Some entries of one log, encoded. */
export interface Batch {
  readonly bytes: Uint8Array;
  /** The sequence of its last entry. */
  readonly last: number;
  readonly hasMore: boolean;
  readonly isOver: boolean;
}

/**
 * Lets all readers of the process read once in each turn of the event loop.
 * 1. What arrives within a turn goes out together: one frame, one write.
 * 2. Readers that stand at the same place in the same turn share one read and one encoding.
 * 3. Nothing is kept from one turn to the next, so no amount of readers holds memory.
 */
export class ReadTurns {
  readonly #batches = new Map<EventLog, Map<string, Promise<Batch | undefined>>>();
  #next: Promise<void> | undefined;

  /** Resolves in the next turn, for all who wait at once. */
  next(): Promise<void> {
    this.#next ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#next = undefined;
        this.#batches.clear();
        resolve();
      });
    });
    return this.#next;
  }

  /** The entries after a place, encoded; undefined at the head. */
  read(
    log: EventLog,
    projection: Projection,
    after: number,
    delivered: number,
  ): Promise<Batch | undefined> {
    const ofLog = this.#batches.get(log) ?? new Map<string, Promise<Batch | undefined>>();
    this.#batches.set(log, ofLog);
    const key = `${after}.${delivered} ${projection.key}`;
    const shared = ofLog.get(key) ?? readBatch(log, projection, after, delivered);
    ofLog.set(key, shared);
    return shared;
  }
}

async function readBatch(
  log: EventLog,
  projection: Projection,
  after: number,
  delivered: number,
): Promise<Batch | undefined> {
  const read = await log.read(after, READ_LIMIT);
  const first = read[0];
  if (first === undefined) return undefined;
  let chars = 0;
  const end = read.findIndex((entry) => (chars += entry.json.length) > BATCH_CHARS);
  const entries = end === -1 ? read : read.slice(0, Math.max(end, 1));
  const head = log.head();
  const { text, isOver } = projection.encode(entries, head.epoch, delivered);
  const last = (entries.at(-1) ?? first).event.sequence;
  return { bytes: Buffer.from(text), last, hasMore: last < head.sequence, isOver };
}
