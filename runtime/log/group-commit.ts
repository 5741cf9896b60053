import type { Clock } from "#runtime/services.ts";

import { LogBusyError, type Entry, type LogDeadError } from "./port.ts";
import type { SegmentWriter } from "./segment-writer.ts";

/** How long a written event may wait for an fsync when no barrier follows. */
const SYNC_AFTER_MS = 1_000;

/** How much goes into one write, so that encoding does not hold up the process. UTF-16 code units. */
const WRITE_MAX_CHARS = 262_144;

/** How much may wait for the disk. UTF-16 code units. */
const QUEUE_MAX_CHARS = 16_777_216;

export interface GroupCommitOptions {
  readonly writer: SegmentWriter;
  readonly clock: Pick<Clock, "sleep">;
  /** Makes entries readable. Must not throw. */
  readonly publish: (entries: readonly Entry[]) => void;
  /** Says that the log is dead, in words for whoever waits. Must not throw. */
  readonly die: (cause: unknown) => LogDeadError;
  /** Nothing is being written any more. Must not throw. */
  readonly calm: () => void;
}

interface Waiting {
  readonly entries: readonly Entry[];
  readonly chars: number;
  readonly barrier: boolean;
  readonly done: PromiseWithResolvers<void>;
}

/**
 * Writes a thread's events in the order in which they came. Owns the queue and the one loop that writes.
 *
 * 1. All that queues while the disk is busy goes out in the next write, with one fsync if it holds a barrier.
 * 2. Entries are published in order: none before its write, none from a write's first barrier on before the fsync.
 * 3. After the first error nothing more is written, and all who wait are refused with that cause.
 * 4. A plain append that finds the loop asleep is written and published at once, so that a token waits for nobody;
 *    but one a turn of the event loop: a burst shares its writes, and who appends without end still lets timers run.
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  readonly #timer = new AbortController();
  #queue: Waiting[] = [];
  #queuedChars = 0;
  #batch: readonly Waiting[] = [];
  #loop: Promise<void> | undefined;
  #isTurnUsed = false;
  #isSyncTimed = false;
  #isSyncDue = false;
  #rest: PromiseWithResolvers<void> | undefined;
  #failure: LogDeadError | undefined;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  /** Whether nothing is under way, nor left to be made durable. */
  get isIdle(): boolean {
    return !this.isWriting && (this.#failure !== undefined || this.#options.writer.isDurable);
  }

  /** Whether events are on their way to the disk; those that only wait for an fsync are there. */
  get isWriting(): boolean {
    return this.#loop !== undefined;
  }

  /** Throws LogBusyError when too much waits already for one more append. */
  checkRoom(): void {
    if (this.#queuedChars > QUEUE_MAX_CHARS) {
      throw new LogBusyError(
        `Could not append: "${this.#queuedChars}" characters already wait for the disk and "${QUEUE_MAX_CHARS}" may; await earlier appends first`,
      );
    }
  }

  /** Resolves once the entries are published. */
  append(entries: readonly Entry[], barrier: boolean): Promise<void> {
    const written = barrier ? undefined : this.#writeNow(entries);
    if (written !== undefined) return written;
    const chars = entries.reduce((sum, { json }) => sum + json.length, 0);
    const done = Promise.withResolvers<void>();
    this.#queue.push({ entries, chars, barrier, done });
    this.#queuedChars += chars;
    this.#start();
    return done.promise;
  }

  /** Between two writes, makes all durable and lets go of the file. The next append takes it up again. */
  async rest(): Promise<void> {
    if (this.#failure !== undefined) return;
    this.#rest ??= Promise.withResolvers<void>();
    this.#start();
    await this.#rest.promise;
  }

  /** Writes out the queue, which nobody may add to any more, then rests for good. Rejects when that fails. */
  async close(): Promise<void> {
    const earlier = this.#failure;
    while (this.#queue.length > 0) await this.#loop;
    await this.rest();
    this.#timer.abort();
    await this.#loop;
    if (this.#failure !== undefined && earlier === undefined) throw this.#failure;
  }

  #start(): void {
    this.#loop ??= this.#run();
  }

  /** Keeps 4. Undefined when the entries have to queue. */
  #writeNow(entries: readonly Entry[]): Promise<void> | undefined {
    if (this.#loop !== undefined || this.#isTurnUsed || this.#failure !== undefined) {
      return undefined;
    }
    try {
      if (!this.#options.writer.writeNow(entries)) return undefined;
    } catch (error) {
      const failure = this.#refuseAll(error);
      this.#loop = this.#abandon().finally(() => {
        this.#loop = undefined;
      });
      return Promise.reject(failure);
    }
    this.#isTurnUsed = true;
    setImmediate(() => {
      this.#isTurnUsed = false;
    });
    this.#options.publish(entries);
    this.#syncLater();
    return Promise.resolve();
  }

  /** Never rejects: whatever fails is told to those who wait. */
  async #run(): Promise<void> {
    try {
      // (1) Writers that the last commit released come to queue before the next one.
      await eventLoopTurn();
      while (this.#hasWork()) {
        await this.#work();
        if (this.#hasWork()) await eventLoopTurn();
      }
    } catch (error) {
      this.#refuseAll(error);
      await this.#abandon();
    }
    this.#loop = undefined;
    this.#options.calm();
  }

  #hasWork(): boolean {
    return this.#queue.length > 0 || this.#isSyncDue || this.#rest !== undefined;
  }

  async #work(): Promise<void> {
    const { writer } = this.#options;
    if (this.#rest !== undefined) {
      await writer.rest();
      this.#endRest();
    } else if (this.#queue.length > 0) {
      this.#batch = this.#takeBatch();
      await this.#commit(this.#batch);
    } else {
      this.#isSyncDue = false;
      await writer.sync();
    }
  }

  #takeBatch(): readonly Waiting[] {
    let chars = 0;
    let count = 0;
    for (const waiting of this.#queue) {
      if (count > 0 && chars + waiting.chars > WRITE_MAX_CHARS) break;
      chars += waiting.chars;
      count += 1;
    }
    this.#queuedChars -= chars;
    return this.#queue.splice(0, count);
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const { writer } = this.#options;
    await writer.write(batch.flatMap(({ entries }) => entries));
    // (2)
    const barrier = writer.mustSync ? 0 : batch.findIndex((waiting) => waiting.barrier);
    const shown = barrier < 0 ? batch.length : barrier;
    this.#settle(batch.slice(0, shown));
    if (shown === batch.length) {
      this.#syncLater();
      return;
    }
    await writer.sync();
    this.#settle(batch.slice(shown));
  }

  #settle(batch: readonly Waiting[]): void {
    if (batch.length === 0) return;
    this.#options.publish(batch.flatMap(({ entries }) => entries));
    for (const { done } of batch) done.resolve();
  }

  #syncLater(): void {
    if (this.#isSyncTimed) return;
    this.#isSyncTimed = true;
    const stop = (): void => {
      this.#isSyncTimed = false;
    };
    this.#options.clock.sleep(SYNC_AFTER_MS, this.#timer.signal).then(() => {
      stop();
      this.#isSyncDue = true;
      this.#start();
    }, stop);
  }

  #endRest(): void {
    this.#rest?.resolve();
    this.#rest = undefined;
  }

  /** Keeps 3. */
  #refuseAll(cause: unknown): LogDeadError {
    const failure = this.#options.die(cause);
    this.#failure = failure;
    this.#timer.abort();
    for (const { done } of [...this.#batch, ...this.#queue]) done.reject(failure);
    this.#queue = [];
    this.#isSyncDue = false;
    this.#endRest();
    return failure;
  }

  /** The first error is the one that counts; a file that cannot even be closed adds nothing to it. */
  async #abandon(): Promise<void> {
    await this.#options.writer.abandon().catch(() => undefined);
  }
}

/** Lets everything run that is ready, callbacks of finished I/O included. */
function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
