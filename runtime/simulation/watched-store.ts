import type { AppendOptions, Entry, EventLog, LogStore } from "#runtime/log/port.ts";

export interface StoreWatch {
  /** Before an append begins; throws, or never resolves, where the append does not come about. */
  readonly before: (entries: readonly Entry[]) => void | Promise<void>;
  /** After it is done, before its writer hears of it. */
  readonly after: (entries: readonly Entry[]) => void | Promise<void>;
}

/** A store of which each append can be seen, held up and refused. */
export function watchedStore(store: LogStore, watch: StoreWatch): LogStore {
  const logs = new WeakMap<EventLog, EventLog>();
  return {
    list: () => store.list(),
    remove: (session_id, thread_id) => store.remove(session_id, thread_id),
    close: () => store.close(),
    async open(session_id, thread_id, options) {
      const log = await store.open(session_id, thread_id, options);
      const known = logs.get(log) ?? watchedLog(log, watch);
      logs.set(log, known);
      return known;
    },
  };
}

function watchedLog(log: EventLog, { before, after }: StoreWatch): EventLog {
  return {
    session_id: log.session_id,
    thread_id: log.thread_id,
    durability: log.durability,
    beginsAfter: log.beginsAfter,
    get isDead() {
      return log.isDead;
    },
    get damage() {
      return log.damage;
    },
    async append(entries: readonly Entry[], options?: AppendOptions) {
      await before(entries);
      await log.append(entries, options);
      await after(entries);
    },
    head: () => log.head(),
    canResume: (cursor) => log.canResume(cursor),
    read: (from, limit) => log.read(from, limit),
    subscribe: (wake) => log.subscribe(wake),
    close: () => log.close(),
  };
}
