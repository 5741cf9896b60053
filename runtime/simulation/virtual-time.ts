import { hashesUnderWay } from "./hashes.ts";
import type { Moments } from "./moments.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** So many looks in a row that find nothing new mean that nothing moves. */
const QUIET_LOOKS = 2;
/** Turns of the event loop between two looks. */
const TURNS = 2;

/**
 * Lets a simulated world go on until something holds, or until its clock is at `limit` milliseconds.
 * Time passes only while nothing else moves. Answers whether it holds.
 */
export async function goOn(
  { clock, moments }: { readonly clock: VirtualClock; readonly moments: Moments },
  limit: number,
  holds: () => boolean = () => false,
): Promise<boolean> {
  for (;;) {
    await settled(moments);
    if (holds()) return true;
    if (!clock.advance(limit)) return false;
  }
}

/** Until no moment passes any more. */
async function settled(moments: Moments): Promise<void> {
  for (let quiet = 0; quiet < QUIET_LOOKS;) {
    const before = moments.count;
    await lookedAway();
    quiet = moments.count === before ? quiet + 1 : 0;
  }
}

/** Everything that is ready runs, and what was being hashed is. */
async function lookedAway(): Promise<void> {
  do {
    for (let turn = 0; turn < TURNS; turn += 1) await new Promise(setImmediate);
  } while (hashesUnderWay() > 0);
}
