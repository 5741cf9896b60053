import type { Clock } from "#runtime/services.ts";

/** A longer silence means that no answer will come; slow prompts of local models stay below it. */
export const INACTIVITY_MS = 120_000;

/** Nothing came for so long that nothing will. */
class InactivityError extends Error {
  override name = "InactivityError";
  readonly code = "INACTIVITY_TIMEOUT";

  constructor(ms: number) {
    super(`Nothing came for ${ms / 1000} s`);
  }
}

export interface InactivityWatch {
  /** Aborts with an InactivityError. */
  readonly signal: AbortSignal;
  /** Awaits one sign of life: only a wait for the provider counts as its silence, no slow reader. */
  over<Value>(sign: Promise<Value>): Promise<Value>;
  /** Stops watching. */
  end(): void;
}

/** Watches one answer: a timer an interval, none for each sign of life. */
export function watchInactivity(ms: number, clock: Clock): InactivityWatch {
  const silence = new AbortController();
  const over = new AbortController();
  let waitsSince: number | undefined;
  let isWatching = false;

  const watch = async (): Promise<void> => {
    isWatching = true;
    while (waitsSince !== undefined) {
      const left = waitsSince + ms - clock.monotonic();
      if (left <= 0) return silence.abort(new InactivityError(ms));
      await clock.sleep(left, over.signal);
    }
    isWatching = false;
  };

  return {
    signal: silence.signal,
    over: async (sign) => {
      waitsSince = clock.monotonic();
      if (!isWatching) watch().catch(() => undefined); // a sleep rejects only when all is over
      try {
        return await sign;
      } finally {
        waitsSince = undefined;
      }
    },
    end: () => over.abort(),
  };
}
