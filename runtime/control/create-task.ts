import { z } from "zod";

import type { TaskState } from "#runtime/state/task-state.ts";
import type { TaskAnswer } from "./change-task.ts";
import { command, CommandError } from "./command.ts";
import { recordOf, requireTaskThread } from "./find-task.ts";
import { requireThread } from "./find-thread.ts";
import { Objective, TaskFields } from "./task-fields.ts";

/** Tasks of one thread that nobody has started. */
const MAX_DRAFTS = 1_000;

export const createTask = command({
  name: "create_task",
  description: "Makes a task that nobody has started; start_task hands it to an agent",
  kind: "write",
  input: z.strictObject({
    session_id: z.string().min(1),
    objective: Objective,
    parent_task_id: z.string().min(1).exactOptional(),
    /** Sent twice with the same key, it is one task. */
    idempotency_key: z.string().min(1).max(200).exactOptional(),
    ...TaskFields,
  }),
  async run({ session_id, ...payload }, services): Promise<TaskAnswer> {
    const thread = await requireThread(services, "session", session_id);
    const { parent_task_id: parent } = payload;
    if (parent !== undefined) await requireTaskThread(services, parent);
    return services.threads.exclusive(thread.thread_id, async () => {
      const { tasks } = await thread.state();
      const known = withKey(tasks, payload);
      if (known !== undefined) {
        return { status: "no_op", task: await recordOf(thread, known.task_id, services) };
      }
      checkRoom(tasks);
      const task_id = services.ids.next("task");
      await thread.append([{ type: "task.created", task_id, payload }]);
      return { status: "accepted", task: await recordOf(thread, task_id, services) };
    });
  },
});

/** The task that was made with the same key. Another objective under it is not lost unseen. */
function withKey(
  tasks: readonly TaskState[],
  { idempotency_key: key, objective }: { idempotency_key?: string; objective: string },
): TaskState | undefined {
  if (key === undefined) return undefined;
  const known = tasks.find(({ idempotency_key }) => idempotency_key === key);
  if (known === undefined || known.objective === objective) return known;
  const message = `The task "${known.task_id}" was made with this key; make this one with a new key`;
  throw new CommandError("conflict", message, { task_id: known.task_id });
}

function checkRoom(tasks: readonly TaskState[]): void {
  if (tasks.filter(({ fact }) => fact === "draft").length < MAX_DRAFTS) return;
  const message = `${MAX_DRAFTS} tasks of this thread wait for their start; start or cancel some first`;
  throw new CommandError("unavailable", message);
}
