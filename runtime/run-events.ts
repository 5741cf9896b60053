import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Entry, EventLog } from "#runtime/log/port.ts";
import type { RunState } from "#runtime/state/thread-state.ts";

const READ_BATCH = 2_000;

/** The stored events of one run, oldest first; in a fork after those that it took over. */
export async function readRun(log: EventLog, run: RunState): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  const isOfRun = eventsOf(run);
  let after = (run.forked_from ?? run).first_sequence - 1;
  while (after < run.last_sequence) {
    const entries = await log.read(after, Math.min(READ_BATCH, run.last_sequence - after));
    const last = entries.at(-1);
    if (last === undefined) break;
    found.push(...entries.filter(({ event }) => isOfRun(event)));
    after = last.event.sequence;
  }
  return found;
}

/**
 * Which of its thread's events a run is told by: its own, and in a fork those of the runs that it goes on
 * from, with the events at which it left them.
 */
export function eventsOf({ run_id, forked_from }: RunState): (event: RuntimeEvent) => boolean {
  const ids = new Set([...(forked_from?.run_ids ?? []), run_id]);
  const begin = forked_from?.first_sequence ?? Infinity;
  return (event) => {
    if (event.run_id !== undefined) return ids.has(event.run_id);
    return event.type === "thread.started" && event.sequence > begin;
  };
}
