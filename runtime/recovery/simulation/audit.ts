import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { openNodeStore } from "#runtime/log/node-store.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import { systemClock } from "#runtime/system-services.ts";
import type { ProcessLine } from "./process-plan.ts";

/** A data directory as its files tell it, and what is wrong with them. */
export interface Audit {
  readonly threads: readonly ThreadState[];
  readonly events: readonly RuntimeEvent[];
  /** Events that were acknowledged and are gone, or are others now. */
  readonly lost: number;
  /** Events that stand in the log twice. */
  readonly repeated: number;
}

/** Reads a data directory whose processes are gone, and holds it against what they acknowledged. */
export async function audit(directory: string, said: readonly ProcessLine[]): Promise<Audit> {
  const store = await openNodeStore(directory, systemClock);
  const threads: ThreadState[] = [];
  const events: RuntimeEvent[] = [];
  for (const { session_id, thread_id } of await store.list()) {
    const log = await store.open(session_id, thread_id);
    if (log.damage !== undefined) throw log.damage;
    const stored = (await log.read(0)).map(({ event }) => event);
    events.push(...stored);
    threads.push(stored.reduce(fold, emptyThread(session_id, thread_id)));
  }
  await store.close();
  const known = new Set(events.map(placeOf));
  const acknowledged = said.filter((line) => "event_id" in line).map(placeOf);
  return {
    threads,
    events,
    lost: acknowledged.filter((place) => !known.has(place)).length,
    repeated: events.length - new Set(events.map(({ event_id }) => event_id)).size,
  };
}

function placeOf(event: Pick<RuntimeEvent, "thread_id" | "sequence" | "event_id">): string {
  return `${event.thread_id} ${event.sequence} ${event.event_id}`;
}
