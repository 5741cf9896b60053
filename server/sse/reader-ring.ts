import type { EventLog } from "#runtime/log/port.ts";
import { LogReader, type LogSource } from "./log-reader.ts";
import type { ReadTurns } from "./read-turns.ts";

/**
 * Enough for one write: what comes to this goes out. A chunk is so much and one batch at most, and
 * a batch that is enough alone is not copied, so that all readers at one place hold the same bytes.
 */
const WRITE_BYTES = 8 * 1024;
/** Reads for one chunk, so that a narrow filter over a long log does not hold up the others. */
const READS_PER_CHUNK = 16;

export interface Gathered {
  readonly bytes: Uint8Array;
  /** Whether a log's subject is over, and with it the stream. */
  readonly isOver: boolean;
}

/** The logs of one stream, read in turn, so that a busy one does not starve the others. */
export class ReaderRing {
  readonly #readers: readonly LogReader[];
  #turn = 0;

  constructor(sources: readonly LogSource[], turns: ReadTurns) {
    this.#readers = sources.map((source) => new LogReader(source, turns));
  }

  get logs(): readonly EventLog[] {
    return this.#readers.map((reader) => reader.log);
  }

  get hasNews(): boolean {
    return this.#readers.some((reader) => reader.hasNews);
  }

  watch(wake: () => void): void {
    for (const reader of this.#readers) reader.watch(wake);
  }

  unwatch(): void {
    for (const reader of this.#readers) reader.unwatch();
  }

  /** What the logs have for one write; empty when nobody has anything. */
  async gather(): Promise<Gathered> {
    const parts: Uint8Array[] = [];
    let size = 0;
    for (let reads = 0; reads < READS_PER_CHUNK && size < WRITE_BYTES; reads += 1) {
      const reader = this.#nextWithNews();
      if (reader === undefined) break;
      const batch = await reader.next();
      if (batch === undefined) continue;
      size += batch.bytes.length;
      if (batch.bytes.length > 0) parts.push(batch.bytes);
      if (batch.isOver) return { bytes: join(parts), isOver: true };
    }
    return { bytes: join(parts), isOver: false };
  }

  #nextWithNews(): LogReader | undefined {
    for (let step = 0; step < this.#readers.length; step += 1) {
      const reader = this.#readers[this.#turn];
      this.#turn = (this.#turn + 1) % this.#readers.length;
      if (reader?.hasNews === true) return reader;
    }
    return undefined;
  }
}

const NOTHING = new Uint8Array(0);

function join(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length > 1 ? Buffer.concat(parts) : (parts[0] ?? NOTHING);
}
