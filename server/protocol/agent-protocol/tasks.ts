import { perform } from "#runtime/control/dispatch.ts";
import { CommandError } from "#runtime/control/command.ts";
import { createSession } from "#runtime/control/sessions.ts";
import { createTask } from "#runtime/control/create-task.ts";
import { requireThread } from "#runtime/control/find-thread.ts";
import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import type { Thread } from "#runtime/thread.ts";
import type { AppServices } from "#server/services.ts";
import type { PageRequest, Pagination, TaskRequest } from "./requests.ts";
import { pageOf } from "./requests.ts";
import { type ApTask, apTask, stepTurns } from "./task-projection.ts";

type Control = AppServices["control"];

/** A new session with a task that nobody has started. */
export async function createApTask(request: TaskRequest, control: Control): Promise<ApTask> {
  const { input: objective, additional_input } = request;
  const { session_id } = await perform(createSession, {}, control);
  const additional = additional_input == null ? {} : { additional_input };
  await perform(createTask, { session_id, objective, ...additional }, control);
  return apTask(await (await taskThread(session_id, control)).state());
}

/** A page of all sessions, the newest first. */
export async function listApTasks(
  page: PageRequest,
  control: Control,
): Promise<{ readonly tasks: readonly ApTask[]; readonly pagination: Pagination }> {
  const { items, pagination } = pageOf(await control.threads.sessions(), page);
  const tasks: ApTask[] = [];
  for (const { session_id } of items) {
    tasks.push(apTask(await (await taskThread(session_id, control)).state()));
  }
  return { tasks, pagination };
}

/** The branch that a session shows. Throws a `not_found` CommandError for an id of anything else. */
export async function taskThread(taskId: string, control: Control): Promise<Thread> {
  const thread = await requireThread(control, "task", taskId);
  if (thread.session_id === taskId) return thread;
  throw new CommandError("not_found", `There is no task "${taskId}"`);
}

/** The turn that a step is. Throws a `not_found` CommandError. */
export function requireStep(state: ThreadState, stepId: string): TurnState {
  const turn = stepTurns(state).find(({ run_id }) => run_id === stepId);
  if (turn !== undefined) return turn;
  const message = `The task "${state.session_id}" has no step "${stepId}"`;
  throw new CommandError("not_found", message);
}
