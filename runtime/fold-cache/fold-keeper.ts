import type { EventLog } from "#runtime/log/port.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import type { FoldCache } from "./fold-cache.ts";

/** So many events are folded faster than a kept fold is found: shorter logs have none. */
const KEEP_EVENTS = 5_000;
/** A fold is kept anew only after so many events for each one in the log, so that all writing stays linear. */
const KEEP_SHARE = 0.1;

export interface FoldKeeperOptions {
  readonly cache: FoldCache;
  /** Hears why a fold could not be kept or read; nothing depends on it. */
  readonly report: (error: unknown) => void;
  readonly keepEvents?: number;
}

/**
 * Spares an opening thread most of its fold. Writes one fold at a time, behind everybody's back.
 *
 * K1 A fold is used only where the log still holds its last event, so it never outlives its history.
 * K2 At most one state waits for each open log, and it is one that memory holds anyway.
 */
export class FoldKeeper {
  readonly #cache: FoldCache;
  readonly #report: (error: unknown) => void;
  readonly #keepEvents: number;
  readonly #kept = new WeakMap<EventLog, number>();
  readonly #waiting = new Map<EventLog, ThreadState>();
  #writing: Promise<void> | undefined;
  #isClosed = false;

  constructor({ cache, report, keepEvents = KEEP_EVENTS }: FoldKeeperOptions) {
    this.#cache = cache;
    this.#report = report;
    this.#keepEvents = keepEvents;
  }

  /** The state from which a log's fold may go on; undefined where it begins with the first event. */
  async recall(log: EventLog): Promise<ThreadState | undefined> {
    if (log.head().sequence < this.#keepEvents) return undefined;
    try {
      const fold = await this.#cache.read(log);
      if (fold === undefined || (await eventId(log, fold.state)) !== fold.event_id)
        return undefined; // K1
      this.#kept.set(log, fold.state.sequence);
      return fold.state;
    } catch (error) {
      this.#report(error);
      return undefined;
    }
  }

  /** Takes a state of a log that may be worth keeping. Costs the caller nothing. */
  offer(log: EventLog, state: ThreadState): void {
    const isNew = state.sequence - (this.#kept.get(log) ?? 0);
    if (isNew < Math.max(this.#keepEvents, state.sequence * KEEP_SHARE) || this.#isClosed) return;
    this.#kept.set(log, state.sequence);
    this.#waiting.set(log, state); // K2
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when nothing is being written. */
  async atRest(): Promise<void> {
    await this.#writing;
  }

  /** Takes no more; what is being written is finished, what waits is left. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting.clear();
    await this.#writing;
  }

  /** Never rejects. */
  async #writeAll(): Promise<void> {
    for (const [log, state] of this.#waiting) {
      this.#waiting.delete(log);
      await this.#write(log, state).catch(this.#report);
    }
    this.#writing = undefined;
  }

  async #write(log: EventLog, state: ThreadState): Promise<void> {
    const event_id = await eventId(log, state);
    if (event_id !== undefined) await this.#cache.write(log, { event_id, state });
  }
}

/** The id of the last event of a state, as its log has it. */
async function eventId(log: EventLog, { sequence }: ThreadState): Promise<string | undefined> {
  const [entry] = await log.read(sequence - 1, 1);
  return entry?.event.event_id;
}
