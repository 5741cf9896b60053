import type { Clock } from "#runtime/services.ts";

/** How fast tokens come: `burst` of them at once, on average `tokensPerSecond`. */
export interface Pace {
  readonly tokensPerSecond: number;
  readonly burst: number;
}

/** Spaces out the tokens of one stream. */
export interface Pacer {
  /** Milliseconds until the next token is due, 0 when it is already. Throws the signal's reason. */
  next(pace: Pace): number;
  /** Waits. Rejects with the signal's reason. */
  pause(ms: number): Promise<void>;
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
      if (held < pace.burst) return 0;
      due += (held / pace.tokensPerSecond) * 1000;
      held = 0;
      const wait = due - clock.monotonic();
      if (wait < -MAX_BEHIND_MS) due -= wait;
      return Math.max(0, wait);
    },
    pause: (ms) => clock.sleep(ms, signal),
  };
}
