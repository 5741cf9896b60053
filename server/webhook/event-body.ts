import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Thread } from "#runtime/thread.ts";
import type { Threads } from "#runtime/threads.ts";
import { urls } from "#views/urls.ts";
import type { Delivery, Hook } from "./outbox-records.ts";

/** An event with the thread that it stands in. */
export interface FoundEvent {
  readonly event: RuntimeEvent;
  readonly thread: Thread;
}

/** The event of a delivery, as its log has it. Rejects where it cannot be read. */
export async function findEvent(threads: Threads, delivery: Delivery): Promise<FoundEvent> {
  const { event_id, sequence } = delivery;
  const thread = await threads.open(delivery);
  const [entry] = await thread.log.read(sequence - 1, 1);
  if (entry?.event.event_id === event_id) return { event: entry.event, thread };
  throw new Error(`The event "${event_id}" is not in its log`);
}

/** What is posted of an event: the event, whose it is, and where a person can look at it. */
export async function eventBody({ origin }: Hook, { event, thread }: FoundEvent): Promise<object> {
  const { type, timestamp, session_id, thread_id, run_id } = event;
  const agent = await agentOf(thread, run_id);
  const path = run_id === undefined ? urls.session(session_id) : urls.run(run_id);
  return {
    type,
    timestamp,
    data: {
      session_id,
      thread_id,
      ...(run_id !== undefined && { run_id }),
      ...(agent !== undefined && { agent }),
      link: `${origin}${path}`,
      event,
    },
  };
}

/** The agent that a run is one of; undefined for what belongs to no run. */
export async function agentOf(
  thread: Thread,
  run_id: string | undefined,
): Promise<string | undefined> {
  const { turns } = await thread.state();
  return turns.find((turn) => turn.run_id === run_id)?.run.agent;
}
