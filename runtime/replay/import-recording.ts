import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { EventLog, LogStore } from "#runtime/log/port.ts";
import { RecordingError } from "./recording.ts";

/**
 * Writes a recording of a whole thread into a store that does not have it. All or nothing: a recording
 * that begins in the midst, has gaps or meets a thread of its name is refused with RecordingError.
 */
export async function importRecording(
  events: readonly RuntimeEvent[],
  store: LogStore,
): Promise<EventLog> {
  const [first] = events;
  if (first === undefined) throw new RecordingError("The recording holds no event");
  const gap = events.findIndex(({ sequence }, at) => sequence !== at + 1);
  if (gap !== -1) {
    throw new RecordingError(`The recording lacks event ${gap + 1}; export the whole thread`);
  }
  const log = await store.open(first.session_id, first.thread_id);
  if (log.head().sequence > 0) {
    throw new RecordingError(`The thread "${first.thread_id}" is here already; remove it first`);
  }
  const entries = events.map((event) => ({ event, json: JSON.stringify(event) }));
  await log.append(entries, { barrier: true });
  return log;
}
