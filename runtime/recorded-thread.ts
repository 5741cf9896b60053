import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { ENTRY_MAX_CHARS } from "#runtime/log/append-check.ts";
import type { Entry, EventLog } from "#runtime/log/port.ts";
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

/**
 * The events of a thread that was recorded elsewhere as a log takes them, without this process's secrets.
 * Rejects with EntryTooLargeError.
 */
export async function recordedEntries(
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
export async function appendRecorded(
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
