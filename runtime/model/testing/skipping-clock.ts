import type { Clock } from "#runtime/services.ts";

/** A clock that is always right and never waits: a sleep moves it on at once. */
export function skippingClock(): Clock & { readonly slept: () => number } {
  let now = 0;
  return {
    now: () => new Date(now).toISOString(),
    monotonic: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      now += ms;
    },
    slept: () => now,
  };
}
