import type { RuntimeEvent } from "#runtime/event/catalogue.ts";

import { BranchLog, originLost } from "./branch-log.ts";
import { LogCorruptError, type EventLog, type LogStore } from "./port.ts";

/** A store whose branches read as continuous threads, and which begins new ones. */
export interface BranchStore extends LogStore {
  /**
   * Opens the log of a new branch that leaves `origin` after a sequence which that log holds itself. It is
   * recorded with its first event, a `thread.started` that names both.
   * Rejects as `append` of the origin does, and with RangeError when the thread exists already.
   */
  fork(origin: EventLog, sequence: number, thread_id: string): Promise<EventLog>;
}

/**
 * Puts the logs of branches together with what came before them, on top of any store.
 *
 * 1. A branch's first event is only written once its origin is durable up to the fork: no loss of power takes a
 *    part of what the branch rests on.
 * 2. A log begins after the one that it came from does, so a chain of branches ends, whatever the disk says.
 * 3. The same log gives the same object, as in any store.
 */
export function withBranches(store: LogStore): BranchStore {
  const whole = new WeakMap<EventLog, Promise<EventLog>>();

  const compose = (own: EventLog, origin: (own: EventLog) => Promise<EventLog>) => {
    const known = whole.get(own); // (3)
    if (known !== undefined) return known;
    const made = origin(own).then((before) => new BranchLog(before, own));
    whole.set(own, made);
    made.catch(() => whole.delete(own));
    return made;
  };

  const continuous = async (own: EventLog): Promise<EventLog> => {
    if (own.beginsAfter === 0) return own;
    const [first] = await own.read(own.beginsAfter, 1);
    // A branch without an event was never recorded: there is nothing before it either.
    if (first === undefined) return whole.get(own) ?? own;
    return compose(own, () => originOf(own, first.event));
  };

  const originOf = async (own: EventLog, first: RuntimeEvent): Promise<EventLog> => {
    const forked = first.type === "thread.started" ? first.payload.forked_from : undefined;
    if (forked?.sequence !== own.beginsAfter) throw nameless(own);
    const origin = await store.open(own.session_id, forked.thread_id);
    const holds = origin.beginsAfter < own.beginsAfter && own.beginsAfter <= origin.head().sequence;
    if (!holds) throw originLost(own, origin); // (2)
    return continuous(origin);
  };

  return {
    list: () => store.list(),
    remove: (session_id, thread_id) => store.remove(session_id, thread_id),
    close: () => store.close(),
    open: async (session_id, thread_id, options) =>
      continuous(await store.open(session_id, thread_id, options)),
    fork: async (origin, sequence, thread_id) => {
      await origin.append([], { barrier: true }); // (1)
      const own = await store.open(origin.session_id, thread_id, { after: sequence });
      if (own.head().sequence > sequence) {
        throw new RangeError(`Could not begin thread "${thread_id}": it exists; use another id`);
      }
      return compose(own, async () => origin);
    },
  };
}

function nameless({ thread_id, beginsAfter }: EventLog): LogCorruptError {
  return new LogCorruptError(
    `Thread "${thread_id}" begins after event "${beginsAfter}" and does not say of which thread; restore its files from a backup`,
  );
}
