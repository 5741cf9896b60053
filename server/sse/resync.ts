import type { EventLog } from "#runtime/log/port.ts";
import { placeId, type Place } from "./cursor.ts";

/** Told to a reader whose place is gone: forget this thread's picture; the stream goes on after `after`. */
export interface Resync {
  readonly thread_id: string;
  readonly head: string;
  readonly after: string;
}

/** Whether the log, as it is now, holds everything that a reader at this place has seen. */
export function isKept(place: Place, log: EventLog): boolean {
  const sequence = place.delivered > 0 ? place.sequence + 1 : place.sequence;
  return log.canResume({ epoch: place.epoch, sequence });
}

/** What to tell a reader that is sent back, or ahead, to the sequence `after`. */
export function resyncTo(after: number, log: EventLog): Resync {
  const { epoch, sequence } = log.head();
  return {
    thread_id: log.thread_id,
    head: placeId(epoch, sequence),
    after: placeId(epoch, after),
  };
}
