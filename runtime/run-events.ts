import type { Entry, EventLog } from "#runtime/log/port.ts";
import type { RunState } from "#runtime/state/thread-state.ts";

const READ_BATCH = 2_000;

/** The stored events of one run, oldest first. */
export async function readRun(log: EventLog, run: RunState): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  let after = run.first_sequence - 1;
  while (after < run.last_sequence) {
    const entries = await log.read(after, Math.min(READ_BATCH, run.last_sequence - after));
    const last = entries.at(-1);
    if (last === undefined) break;
    found.push(...entries.filter(({ event }) => event.run_id === run.run_id));
    after = last.event.sequence;
  }
  return found;
}
