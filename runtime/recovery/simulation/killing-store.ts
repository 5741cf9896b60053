import type { AppendOptions, Entry, EventLog, LogStore } from "#runtime/log/port.ts";

/** A moment at which a process dies: right after the so manieth event of a class is durable. */
export interface FailPoint {
  readonly type: string;
  readonly count: number;
}

/** `<event type>:<count>`, such as `tool.started:2`. Anything else names no moment. */
export function parseFailPoint(text: string | undefined): FailPoint | undefined {
  const [type, count] = text?.split(":") ?? [];
  return type === undefined || count === undefined ? undefined : { type, count: Number(count) };
}

/** Of one process: nothing is written any more while its last event is. */
interface Seen {
  count: number;
  isDying: boolean;
}

interface Killing {
  readonly failPoint: FailPoint | undefined;
  /** Ends the process so that nothing more of it runs. */
  readonly die: () => never;
  /** Told of each event of which the writer was told that it is durable, or written. */
  readonly acknowledged: (entry: Entry) => void;
}

/**
 * A store whose process dies at a fail point. What comes after that event in the same append never
 * reaches the disk, so that each event is a boundary of its own.
 */
export function killingStore(store: LogStore, killing: Killing): LogStore {
  const seen = { count: 0, isDying: false };
  const logs = new WeakMap<EventLog, EventLog>();
  return {
    list: () => store.list(),
    remove: (session_id, thread_id) => store.remove(session_id, thread_id),
    close: () => store.close(),
    open: async (session_id, thread_id, options) => {
      const log = await store.open(session_id, thread_id, options);
      const wrapped = logs.get(log) ?? new KillingLog(log, killing, seen);
      logs.set(log, wrapped);
      return wrapped;
    },
  };
}

class KillingLog implements EventLog {
  readonly #log: EventLog;
  readonly #killing: Killing;
  readonly #seen: Seen;

  constructor(log: EventLog, killing: Killing, seen: Seen) {
    this.#log = log;
    this.#killing = killing;
    this.#seen = seen;
  }

  get session_id(): string {
    return this.#log.session_id;
  }

  get thread_id(): string {
    return this.#log.thread_id;
  }

  get durability(): EventLog["durability"] {
    return this.#log.durability;
  }

  get beginsAfter(): number {
    return this.#log.beginsAfter;
  }

  get isDead(): boolean {
    return this.#log.isDead;
  }

  get damage(): EventLog["damage"] {
    return this.#log.damage;
  }

  async append(entries: readonly Entry[], options?: AppendOptions): Promise<void> {
    if (this.#seen.isDying) return new Promise(() => {});
    const fatal = entries.findIndex(({ event }) => this.#isFatal(event.type));
    if (fatal !== -1) {
      this.#seen.isDying = true;
      await this.#log.append(entries.slice(0, fatal + 1), { barrier: true });
      this.#killing.die();
    }
    await this.#log.append(entries, options);
    entries.forEach(this.#killing.acknowledged);
  }

  head: EventLog["head"] = () => this.#log.head();
  canResume: EventLog["canResume"] = (cursor) => this.#log.canResume(cursor);
  read: EventLog["read"] = (after, limit) => this.#log.read(after, limit);
  subscribe: EventLog["subscribe"] = (wake) => this.#log.subscribe(wake);
  close: EventLog["close"] = () => this.#log.close();

  #isFatal(type: string): boolean {
    const { failPoint } = this.#killing;
    if (failPoint?.type !== type) return false;
    this.#seen.count += 1;
    return this.#seen.count === failPoint.count;
  }
}
