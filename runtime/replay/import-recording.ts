import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Entry, EventLog, LogStore } from "#runtime/log/port.ts";
import { RecordingError } from "./recording.ts";

/** The part of a recording that one thread wrote. */
interface Piece {
  readonly log: EventLog;
  readonly entries: readonly Entry[];
}

/**
 * Writes a recording of a whole thread into a store that does not have it: of a branch also what came
 * before it, unless that is there as it was recorded. All or nothing: a recording that begins in the midst,
 * has gaps or meets another thread of its name is refused with RecordingError. Answers with the newest log.
 */
export async function importRecording(
  events: readonly RuntimeEvent[],
  store: LogStore,
): Promise<EventLog> {
  const gap = events.findIndex(({ sequence }, at) => sequence !== at + 1);
  if (gap !== -1) {
    throw new RecordingError(`The recording lacks event ${gap + 1}; export the whole thread`);
  }
  const threads = Map.groupBy(events, ({ thread_id }) => thread_id).values();
  const pieces = await Promise.all(Array.from(threads, (written) => pieceOf(written, store)));
  const last = pieces.at(-1);
  if (last === undefined) throw new RecordingError("The recording holds no event");
  const missing: Piece[] = [];
  for (const piece of pieces) {
    if (!(await isThere(piece))) missing.push(piece);
    else if (piece === last) throw isHere(piece.log.thread_id);
  }
  for (const { log, entries } of missing) await log.append(entries, { barrier: true });
  return last.log;
}

async function pieceOf(written: readonly RuntimeEvent[], store: LogStore): Promise<Piece> {
  const entries = written.map((event) => ({ event, json: JSON.stringify(event) }));
  const { session_id = "", thread_id = "", sequence = 1 } = written[0] ?? {};
  try {
    return { log: await store.open(session_id, thread_id, { after: sequence - 1 }), entries };
  } catch (cause) {
    if (cause instanceof RangeError) throw isHere(thread_id, cause);
    throw cause;
  }
}

/** Whether the store has these very events. Throws where it has others of that thread. */
async function isThere({ log, entries }: Piece): Promise<boolean> {
  if (log.head().sequence === log.beginsAfter) return false;
  const stored = await log.read(log.beginsAfter, entries.length);
  const isSame = entries.every(({ json }, at) => stored[at]?.json === json);
  if (!isSame) throw isHere(log.thread_id);
  return true;
}

function isHere(thread_id: string, cause?: unknown): RecordingError {
  return new RecordingError(`The thread "${thread_id}" is here already; remove it first`, {
    cause,
  });
}
