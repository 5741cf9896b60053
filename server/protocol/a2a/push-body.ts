import { stateAt } from "#runtime/state-at.ts";
import type { FoundEvent } from "#server/webhook/event-body.ts";
import type { Hook } from "#server/webhook/outbox-records.ts";
import { legacyTask } from "./legacy.ts";
import { taskOf } from "./task.ts";

/** A task as it stood after an event: in 1.0 as a StreamResponse, in 0.3 bare. Rejects where there is none. */
export async function pushBody(
  { target }: Pick<Hook, "target">,
  { event, thread }: FoundEvent,
): Promise<object> {
  const { turns } = await stateAt(thread.log, event.sequence);
  const turn = turns.findLast(({ task_id }) => task_id === event.task_id);
  if (turn === undefined) throw new Error(`There is no task "${event.task_id}" any more`);
  const task = taskOf(turn);
  return target.kind === "task" && target.version === "0.3" ? legacyTask(task) : { task };
}
