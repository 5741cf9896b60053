import type { EventLog } from "#runtime/log/port.ts";
import type { Place } from "./cursor.ts";
import type { Projection } from "./lanes.ts";
import type { Batch, ReadTurns } from "./read-turns.ts";

/** One log on a stream: what of it to read, from where, and how to write it. */
export interface LogSource {
  readonly log: EventLog;
  readonly place: Place;
  readonly projection: Projection;
}

/** One client's place in one log. It holds no entries: what is not read yet stays in the log. */
export class LogReader {
  readonly log: EventLog;
  readonly #projection: Projection;
  readonly #turns: ReadTurns;
  #after: number;
  #delivered: number;
  #hasNews = true;
  #unwatch: (() => void) | undefined;

  constructor({ log, place, projection }: LogSource, turns: ReadTurns) {
    this.log = log;
    this.#projection = projection;
    this.#turns = turns;
    this.#after = place.sequence;
    this.#delivered = place.delivered;
  }

  /** Whether a read may find something. */
  get hasNews(): boolean {
    return this.#hasNews;
  }

  /** Calls back when the log moves; costs the publisher a flag and this call. */
  watch(wake: () => void): void {
    this.#unwatch = this.log.subscribe(() => {
      this.#hasNews = true;
      wake();
    });
  }

  unwatch(): void {
    this.#unwatch?.();
  }

  /** The next batch, and goes on behind it; undefined when there is none. */
  async next(): Promise<Batch | undefined> {
    if (!this.#hasNews) return undefined;
    this.#hasNews = false;
    const batch = await this.#turns.read(this.log, this.#projection, this.#after, this.#delivered);
    if (batch === undefined) return undefined;
    this.#after = batch.last;
    this.#delivered = 0;
    if (batch.hasMore) this.#hasNews = true;
    return batch;
  }
}
