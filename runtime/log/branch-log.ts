import {
  LogOriginError,
  type AppendOptions,
  type Cursor,
  type Durability,
  type Entry,
  type EventLog,
  type LogCorruptError,
} from "./port.ts";

/**
 * One continuous thread out of two logs: its origin's up to the event at which it left, then its own,
 * whose sequences go on from there.
 *
 * 1. Nothing is ever written to the origin, and what it gets after the fork is no part of the branch.
 * 2. Head, epoch and readers are those of its own log: the part before can no longer change.
 */
export class BranchLog implements EventLog {
  readonly beginsAfter = 0;
  readonly #origin: EventLog;
  readonly #own: EventLog;

  constructor(origin: EventLog, own: EventLog) {
    this.#origin = origin;
    this.#own = own;
  }

  get session_id(): string {
    return this.#own.session_id;
  }

  get thread_id(): string {
    return this.#own.thread_id;
  }

  get durability(): Durability {
    return this.#own.durability;
  }

  get isDead(): boolean {
    return this.#own.isDead;
  }

  get damage(): LogCorruptError | undefined {
    return this.#own.damage;
  }

  /** The log that was written with the event of this sequence, which is one of the thread's. */
  ownerOf(sequence: number): EventLog {
    if (sequence > this.#own.beginsAfter) return this;
    return ownerOf(this.#origin, sequence);
  }

  head(): Cursor {
    return this.#own.head();
  }

  canResume(cursor: Cursor): boolean {
    return this.#own.canResume(cursor);
  }

  append(entries: readonly Entry[], options?: AppendOptions): Promise<void> {
    return this.#own.append(entries, options);
  }

  async read(after: number, limit = Number.POSITIVE_INFINITY): Promise<readonly Entry[]> {
    const from = Math.max(after, 0);
    const { beginsAfter } = this.#own;
    if (from >= beginsAfter) return this.#own.read(from, limit);
    const count = Math.min(limit, beginsAfter - from);
    const before = await this.#origin.read(from, count);
    if (before.length < count) throw originLost(this.#own, this.#origin);
    if (count === limit) return before;
    return [...before, ...(await this.#own.read(beginsAfter, limit - count))];
  }

  subscribe(wake: () => void): () => void {
    return this.#own.subscribe(wake);
  }

  /** Closes its own part; the origin has others who use it. */
  close(): Promise<void> {
    return this.#own.close();
  }
}

/** The log that holds the event of a sequence itself: a thread's own, or one that it came from. */
export function ownerOf(log: EventLog, sequence: number): EventLog {
  return log instanceof BranchLog ? log.ownerOf(sequence) : log;
}

/** Says that a branch cannot be read because its origin does not hold what came before it. */
export function originLost(
  { thread_id, beginsAfter }: Pick<EventLog, "thread_id" | "beginsAfter">,
  origin: EventLog,
): LogOriginError {
  return new LogOriginError(
    `Thread "${thread_id}" goes on from event "${beginsAfter}" of thread "${origin.thread_id}", which can be read up to "${origin.head().sequence}"; restore that thread's files from a backup`,
    { cause: origin.damage },
  );
}
