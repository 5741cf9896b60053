import { nextTurn } from "#runtime/pmpo/next-turn.ts";
import type { Clock } from "#runtime/services.ts";
import type { Cursor } from "./cursor.ts";
import { CLOCK_SLACK_MS } from "./difference.ts";

/** Shorter pauses order what is ready at the same time; nothing is decided by them. */
const PAUSE_MS = 1_000;

/**
 * The time of the recording: it is when the next event was recorded. A wait is over once what comes
 * next was recorded after its end; until then it lasts, however long that takes here.
 */
export function recordedClock(cursor: Cursor): Clock {
  const now = () => (cursor.next ?? cursor.last)?.timestamp ?? EPOCH;
  return {
    now,
    monotonic: () => Date.parse(now()),
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      if (ms < PAUSE_MS) return;
      const due = Date.parse(cursor.last?.timestamp ?? EPOCH) + ms;
      await passed(cursor, due, signal);
      await nextTurn();
      signal?.throwIfAborted();
    },
  };
}

const EPOCH = new Date(0).toISOString();

/** Resolves once what comes next was recorded at that time or later. */
function passed(cursor: Cursor, due: number, signal: AbortSignal | undefined): Promise<void> {
  return until(cursor, signal, () => {
    const { next } = cursor;
    return next !== undefined && Date.parse(next.timestamp) >= due - CLOCK_SLACK_MS;
  });
}

/** Resolves once the cursor stands where the condition holds; rejects with the signal's reason. */
export function until(
  cursor: Cursor,
  signal: AbortSignal | undefined,
  condition: () => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    const over = new AbortController();
    const leave = cursor.watch(() => {
      if (!condition()) return;
      over.abort();
      resolve();
    });
    over.signal.addEventListener("abort", leave);
    if (over.signal.aborted) return leave();
    signal?.addEventListener(
      "abort",
      () => {
        leave();
        reject(signal.reason);
      },
      { once: true, signal: over.signal },
    );
  });
}
