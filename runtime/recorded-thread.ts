import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { ENTRY_MAX_CHARS } from "#runtime/log/append-check.ts";
import {
  ConflictError,
  type Entry,
  type EventLog,
  type LogStore,
  type ThreadRef,
} from "#runtime/log/port.ts";
import { safeEntry, type ThreadServices } from "./thread.ts";

/** Events of a recording that are written at once, so that encoding them does not hold up the process. */
const RECORDED_AT_ONCE = 256;

/** Who does long work lets others have a turn now and then. */
export interface Pauses {
  /** Whether it is time for that. */
  isDue(): boolean;
  rest(): Promise<void>;
}

/** A recorded event does not fit into a log. */
export class EntryTooLargeError extends Error {
  override name = "EntryTooLargeError";

  constructor({ event, json }: Entry) {
    const what = `Event ${event.sequence} ("${event.type}") has ${json.length} characters`;
    super(`${what}, more than the log takes (${ENTRY_MAX_CHARS})`);
  }
}

interface Recording {
  readonly secrets: ThreadServices["secrets"];
  readonly pause: Pauses;
}

/**
 * Writes a thread that was recorded elsewhere into a store that has none of its name: all of it or nothing.
 * Rejects with ConflictError, and with EntryTooLargeError before anything is written.
 */
export async function recordThread(
  events: readonly RuntimeEvent[],
  store: LogStore,
  { secrets, pause }: Recording,
): Promise<void> {
  const [first] = events;
  if (first === undefined) return;
  const { session_id, thread_id } = first;
  const log = await store.open(session_id, thread_id);
  if (log.head().sequence > 0) throw isHere(first);
  const entries = await recordedEntries(events, secrets, pause);
  try {
    await appendRecorded(log, entries, pause);
  } catch (cause) {
    // Where the disk does not let it go now, nobody knows of it, and it goes with the next start.
    await Promise.allSettled([store.remove(session_id, thread_id)]);
    throw cause;
  }
}

/** There is a thread of its name. */
export function isHere({ thread_id }: ThreadRef): ConflictError {
  return new ConflictError(`The thread "${thread_id}" is here already`);
}

/**
 * The events of a thread that was recorded elsewhere as a log takes them, without this process's secrets.
 * Rejects with EntryTooLargeError.
 */
async function recordedEntries(
  events: readonly RuntimeEvent[],
  secrets: ThreadServices["secrets"],
  pause: Pauses,
): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (const event of events) {
    const entry = safeEntry(event, secrets);
    if (entry.json.length > ENTRY_MAX_CHARS) throw new EntryTooLargeError(entry);
    entries.push(entry);
    if (pause.isDue()) await pause.rest();
  }
  return entries;
}

/** Writes them into an empty log; all are durable with the last. */
async function appendRecorded(
  log: EventLog,
  entries: readonly Entry[],
  pause: Pauses,
): Promise<void> {
  for (let from = 0; from < entries.length; from += RECORDED_AT_ONCE) {
    const some = entries.slice(from, from + RECORDED_AT_ONCE);
    await log.append(some, { expect: from, barrier: from + some.length === entries.length });
    await pause.rest();
  }
}
