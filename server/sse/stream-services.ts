import type { EventLog } from "#runtime/log/port.ts";
import type { Clock } from "#runtime/services.ts";
import { StreamSlots } from "#server/security/stream-slots.ts";
import { ReadTurns } from "./read-turns.ts";

/** Calls `tick` every `ms` until the answer is called. */
export type Every = (ms: number, tick: () => void) => () => void;

/** What all streams of the process share. */
export interface StreamServices {
  readonly clock: Pick<Clock, "now">;
  readonly every: Every;
  readonly turns: ReadTurns;
  readonly slots: StreamSlots;
  /** Whether new events still go to this log object; after an I/O error its thread lives on in another. */
  readonly isCurrent: (log: EventLog) => boolean;
  /** Aborted when the server stops: every stream ends, and its client comes back with its cursor. */
  readonly draining: AbortSignal;
  /** Takes what made a stream break, for the server's log. */
  readonly report: (error: unknown) => void;
}

/** The services of a running server; a test gives its own `every`. */
export function streamServices(
  given: Pick<StreamServices, "clock" | "draining" | "report"> & Partial<StreamServices>,
): StreamServices {
  return {
    every: everyInterval,
    turns: new ReadTurns(),
    slots: new StreamSlots(),
    isCurrent: () => true,
    ...given,
  };
}

function everyInterval(ms: number, tick: () => void): () => void {
  const timer = setInterval(tick, ms).unref();
  return () => clearInterval(timer);
}
