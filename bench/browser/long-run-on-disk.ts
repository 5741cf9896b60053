import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { openNodeStore } from "#runtime/log/node-store.ts";
import type { Entry } from "#runtime/log/port.ts";
import { systemClock } from "#runtime/system-services.ts";
import { longRun } from "#views/inspector/long-run.ts";

const APPEND_EVENTS = 1_000;

/** Writes a thread with one long run into a data directory; answers with the ids. */
export async function writeLongRun(
  directory: string,
  events: number,
): Promise<{ readonly session_id: string; readonly run_id: string }> {
  const run = longRun(events);
  const [first] = run;
  if (first?.event.run_id === undefined) throw new RangeError(`A run of ${events} events is none`);
  const { session_id, thread_id, run_id, timestamp } = first.event;
  const thread = { session_id, thread_id, timestamp, schema_version: "1" };
  const opening = [
    { type: "session.created", event_id: "ev_s", ...thread, payload: { title: "A long run" } },
    { type: "thread.started", event_id: "ev_t", ...thread, payload: {} },
  ];
  const whole = [...opening, ...run.map(({ event }) => event)].map(numbered);
  const store = await openNodeStore(directory, systemClock);
  const log = await store.open(session_id, thread_id);
  for (let from = 0; from < whole.length; from += APPEND_EVENTS) {
    await log.append(whole.slice(from, from + APPEND_EVENTS), { barrier: true });
  }
  await store.close();
  return { session_id, run_id };
}

function numbered(event: object, at: number): Entry {
  // Each is an event of the catalogue, or the opening of a thread without its number.
  const stamped = { ...event, sequence: at + 1 } as RuntimeEvent;
  return { event: stamped, json: JSON.stringify(stamped) };
}
