import type { Clock } from "#runtime/services.ts";

import type { Random } from "./random.ts";

/** A clock on which every sleep lasts a random number of turns of the event loop. */
export function simulatedClock(random: Random): Pick<Clock, "sleep"> {
  return {
    async sleep(_ms, signal) {
      for (let turns = random.between(1, 30); turns > 0; turns -= 1) {
        await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
      }
    },
  };
}
