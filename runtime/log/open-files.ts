/** Who holds a file: at rest it gives it back. */
interface Holder {
  /** Whether it needs its file at this moment. */
  readonly isWriting: boolean;
}

interface Waiting<Log> {
  readonly log: Log;
  readonly ready: PromiseWithResolvers<void>;
}

/**
 * The files that logs hold open, at most `limit` of them. Who asks for one more waits until another log lets
 * go of its own: one that is not being written is put to rest at once, any other when it has written.
 */
export class OpenFiles<Log extends Holder> {
  readonly #limit: number;
  readonly #putToRest: (log: Log) => void;
  /** The one that opened its file first comes first. */
  readonly #holders = new Set<Log>();
  readonly #waiting: Waiting<Log>[] = [];

  constructor(limit: number, putToRest: (log: Log) => void) {
    this.#limit = limit;
    this.#putToRest = putToRest;
  }

  /** Resolves once the log may open a file. */
  async take(log: Log): Promise<void> {
    if (this.#holders.size < this.#limit) {
      this.#holders.add(log);
      return;
    }
    const ready = Promise.withResolvers<void>();
    this.#waiting.push({ log, ready });
    this.relieve();
    await ready.promise;
  }

  /** The log has closed its file, or could not open one. */
  give(log: Log): void {
    this.#holders.delete(log);
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#holders.add(next.log);
    next.ready.resolve();
  }

  /** Somebody may wait while a log has stopped writing. */
  relieve(): void {
    if (this.#waiting.length === 0) return;
    for (const log of this.#holders) {
      if (log.isWriting) continue;
      this.#putToRest(log);
      return;
    }
  }
}
