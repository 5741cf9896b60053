import { taskRecord, type TaskRecord, taskScope } from "#runtime/state/snapshots/task-record.ts";
import type { TaskState } from "#runtime/state/task-state.ts";
import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import type { Thread } from "#runtime/thread.ts";
import { CommandError, type ControlServices } from "./command.ts";
import { requireThread } from "./find-thread.ts";
import { observe } from "./observed.ts";

/** The thread that holds a task. Throws a `not_found` CommandError that names the task. */
export async function requireTaskThread(
  services: ControlServices,
  taskId: string,
): Promise<Thread> {
  const thread = await requireThread(services, "task", taskId);
  findTask(await thread.state(), taskId);
  return thread;
}

/** A task of a thread with its newest turn. Throws a `not_found` CommandError that names the task. */
export function findTask(
  { tasks, turns }: ThreadState,
  taskId: string,
): { task: TaskState; turn: TurnState | undefined } {
  const task = tasks.find(({ task_id }) => task_id === taskId);
  if (task === undefined) throw new CommandError("not_found", `There is no task "${taskId}"`);
  const newest = task.turn_ids.at(-1);
  return { task, turn: turns.findLast(({ turn_id }) => turn_id === newest) };
}

/** The record of a task as it stands now. */
export async function recordOf(
  thread: Thread,
  taskId: string,
  services: ControlServices,
): Promise<TaskRecord> {
  const state = await thread.state();
  const { task } = findTask(state, taskId);
  return taskRecord(task, taskScope(state, observe(thread, services)));
}
