import type { Clock } from "#runtime/services.ts";

/** How fast tokens come: `burst` of them at once, on average `tokensPerSecond`. */
export interface Pace {
  readonly tokensPerSecond: number;
  readonly burst: number;
}

/** Spaces out the tokens of one stream. */
export interface Pacer {
  /** The wait before the next token; undefined when it is due already. Rejects with the signal's reason. */
  next(pace: Pace): Promise<void> | undefined;
}

/** After a longer hold-up the schedule starts anew, so that what follows still streams. */
const MAX_BEHIND_MS = 250;

/** A pacer against a schedule, not from token to token: late timers do not add up. */
export function createPacer(clock: Clock, signal: AbortSignal): Pacer {
  let due = clock.monotonic();
  let held = 0;
  return {
    next: (pace) => {
      signal.throwIfAborted();
      held += 1;
      if (held < pace.burst) return undefined;
      due += (held / pace.tokensPerSecond) * 1000;
      held = 0;
      const wait = due - clock.monotonic();
      if (wait < -MAX_BEHIND_MS) due -= wait;
      return wait > 0 ? clock.sleep(wait, signal) : undefined;
    },
  };
}
