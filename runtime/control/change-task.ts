import { z } from "zod";

import type { EventDraft } from "#runtime/event/catalogue.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import type { TaskRecord } from "#runtime/state/snapshots/task-record.ts";
import type { TaskState, TaskStatus } from "#runtime/state/task-state.ts";
import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import { command, CommandError, type ControlServices } from "./command.ts";
import { findTask, recordOf, requireTaskThread } from "./find-task.ts";
import { Objective, TaskFields, TaskId, Words } from "./task-fields.ts";

/** What came of a change; `no_op`: it was so already. */
export interface TaskAnswer {
  readonly status: "accepted" | "no_op";
  readonly task: TaskRecord;
}

/** A task as a command finds it: with its newest turn, in the state of its thread. */
export interface FoundTask {
  readonly task: TaskState;
  readonly turn: TurnState | undefined;
  readonly state: ThreadState;
}

/** Changes a task, one command at a time for its thread (T5). No drafts where nothing has to change. */
export async function changeTask(
  taskId: string,
  services: ControlServices,
  change: (found: FoundTask) => readonly EventDraft[],
): Promise<TaskAnswer> {
  const thread = await requireTaskThread(services, taskId);
  return services.threads.exclusive(thread.thread_id, async () => {
    const state = await thread.state();
    const drafts = change({ ...findTask(state, taskId), state });
    if (drafts.length > 0) await thread.append(drafts);
    const task = await recordOf(thread, taskId, services);
    return { status: drafts.length > 0 ? "accepted" : "no_op", task };
  });
}

export const updateTask = command({
  name: "update_task",
  description: "Changes what a task is called, wants to reach, or who has it",
  kind: "write",
  input: TaskId.extend({ objective: Objective.exactOptional(), ...TaskFields }).refine(
    (input) => Object.keys(input).length > 1,
    { error: "Say what changes: objective, title, assignee or acceptance" },
  ),
  run: ({ task_id, ...change }, services) =>
    changeTask(task_id, services, ({ task }) => {
      const before = { ...task, ...change };
      const isSame = JSON.stringify(before) === JSON.stringify(task);
      return isSame ? [] : [{ type: "task.updated", task_id, payload: change }];
    }),
});

export const appendTaskProgress = command({
  name: "append_task_progress",
  description: "Tells how far a task got",
  kind: "write",
  input: TaskId.extend({
    progress: z.number().min(0).exactOptional(),
    total: z.number().min(0).exactOptional(),
    message: Words.exactOptional(),
  }).refine((input) => Object.keys(input).length > 1, {
    error: "Say how far it got: progress, total or message",
  }),
  run: ({ task_id, ...payload }, services) =>
    changeTask(task_id, services, (found) => {
      const end = endOf(found);
      if (end !== undefined) throw ended(task_id, end);
      return [{ type: "task.progress", task_id, payload }];
    }),
});

export const completeTask = command({
  name: "complete_task",
  description: "Declares a task done that no agent was given; a run ends its task itself",
  kind: "write",
  input: TaskId.extend({ summary: Words.exactOptional() }),
  run: ({ task_id, ...payload }, services) =>
    changeTask(task_id, services, (found) =>
      declared(found, "completed", { type: "task.completed", task_id, payload }),
    ),
});

export const failTask = command({
  name: "fail_task",
  description: "Declares a task failed that no agent was given; a run ends its task itself",
  kind: "write",
  input: TaskId.extend({ reason: Words }),
  run: ({ task_id, reason: message }, services) =>
    changeTask(task_id, services, (found) => {
      const payload = { error: { code: "declared_failed", message } };
      return declared(found, "failed", { type: "task.failed", task_id, payload });
    }),
});

/** The end that somebody declares; that of a run is the run's own, and an end comes once. */
function declared(found: FoundTask, end: TaskStatus, draft: EventDraft): readonly EventDraft[] {
  const { task, turn } = found;
  const before = endOf(found);
  if (before === end) return [];
  if (before !== undefined) throw ended(task.task_id, before);
  if (turn === undefined) return [draft];
  const message = `The run "${turn.run_id}" ends the task "${task.task_id}"; cancel_task stops it`;
  throw new CommandError("conflict", message, { run_id: turn.run_id });
}

/** How a task has ended, if it has. */
function endOf({ task, turn }: FoundTask): TaskStatus | undefined {
  if (turn !== undefined) return isTerminal(turn.run.status) ? task.fact : undefined;
  return ENDS.has(task.fact) ? task.fact : undefined;
}

const ENDS: ReadonlySet<TaskStatus> = new Set(["completed", "failed", "cancelled", "archived"]);

function ended(taskId: string, end: TaskStatus): CommandError {
  const message = `The task "${taskId}" has ended: it is ${end}; retry_task tries it again`;
  return new CommandError("conflict", message, { status: end });
}
