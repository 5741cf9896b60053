import type { EventLog } from "#runtime/log/port.ts";

import { isOfDisk } from "./disk-refusal.ts";
import type { Ledger } from "./ledger.ts";
import type { Random } from "./random.ts";

/** Reads on whenever the log moves, sometimes from the start. */
export function readAlong(
  log: EventLog,
  ledger: Ledger,
  random: Random,
): { readonly stop: () => Promise<void> } {
  let reading = Promise.resolve();
  const unsubscribe = log.subscribe(() => {
    const after = random.chance(0.8) ? Math.max(log.head().sequence - 5, 0) : 0;
    reading = Promise.all([reading, readOnce(log, ledger, after)]).then(() => undefined);
    // Whoever stops the reader hears of it.
    reading.catch(() => undefined);
  });
  return {
    stop: async () => {
      unsubscribe();
      await reading;
    },
  };
}

async function readOnce(log: EventLog, ledger: Ledger, after: number): Promise<void> {
  try {
    ledger.show(await log.read(after), log.head());
  } catch (error) {
    if (!isOfDisk(error)) throw error;
  }
}
