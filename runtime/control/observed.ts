import type { Observed } from "#runtime/state/snapshots/snapshot.ts";
import type { Thread } from "#runtime/thread.ts";
import type { ControlServices } from "./command.ts";

/** What a snapshot has to know beside the log: where the log stands, and who works on it now. */
export function observe(thread: Thread, { queue }: Pick<ControlServices, "queue">): Observed {
  const { thread_id, log } = thread;
  return { epoch: log.head().epoch, durability: log.durability, working: queue.works(thread_id) };
}
