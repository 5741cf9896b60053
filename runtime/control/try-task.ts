import { z } from "zod";

import type { EventDraft } from "#runtime/event/catalogue.ts";
import { TurnOptions } from "#runtime/event/turn.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import { blockersOf, taskGraph } from "#runtime/state/task-graph.ts";
import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import { inputOf } from "#runtime/state/turn-input.ts";
import { changeTask, type TaskAnswer } from "./change-task.ts";
import { command, CommandError, type ControlServices } from "./command.ts";
import { findTask, recordOf, requireTaskThread } from "./find-task.ts";
import { interruptTurn } from "./interrupt-turn.ts";
import { type SubmittedTurn, submitTask } from "./submit-turn.ts";
import { Objective, TaskId, Words } from "./task-fields.ts";

export const startTask = command({
  name: "start_task",
  description: "Hands a task to an agent: its objective becomes a turn of its thread",
  kind: "write",
  input: TaskId.extend({
    options: TurnOptions.prefault({}),
    /** Said instead of the objective. */
    text: Objective.exactOptional(),
    /** Through what it comes, such as `agent-protocol`. */
    source: z.string().min(1).max(40).exactOptional(),
  }),
  async run({ task_id, options, text, source }, services): Promise<SubmittedTurn> {
    const thread = await requireTaskThread(services, task_id);
    const { task, turn } = findTask(await thread.state(), task_id);
    const { objective = "", attachments = [] } = task;
    const files = attachments.length > 0 && { attachments: [...attachments] };
    const sent = turn === undefined ? { text: text ?? objective, ...files } : inputOf(turn);
    const idempotency_key = `start_task:${task_id}`;
    const message = {
      input: sent,
      options,
      idempotency_key,
      ...(source !== undefined && { source }),
    };
    return submitTask(thread, message, services, {
      task_id,
      facts: (state) => admitStart(state, task_id),
    });
  },
});

function admitStart(state: ThreadState, taskId: string): readonly EventDraft[] {
  const { task, turn } = findTask(state, taskId);
  if (turn !== undefined) {
    const message = `The task "${taskId}" was started as the turn "${turn.turn_id}"`;
    throw new CommandError("conflict", message, { turn_id: turn.turn_id });
  }
  if (task.fact !== "draft" && task.fact !== "accepted") {
    throw new CommandError("conflict", `The task "${taskId}" is ${task.fact}; make a new one`);
  }
  checkBlockers(state, taskId);
  return [];
}

export const retryTask = command({
  name: "retry_task",
  description: "Tries an ended task again, as a new run beside the ones before it",
  kind: "write",
  input: TaskId.extend({ reason: Words, options: TurnOptions.exactOptional() }),
  async run({ task_id, reason, options }, services): Promise<SubmittedTurn> {
    const thread = await requireTaskThread(services, task_id);
    const { turn } = findTask(await thread.state(), task_id);
    const last = endedTurn(turn, task_id);
    const message = { input: inputOf(last), options: options ?? last.options };
    return submitTask(thread, message, services, {
      task_id,
      facts(state) {
        const { task, turn: newest } = findTask(state, task_id);
        endedTurn(newest, task_id);
        checkBlockers(state, task_id);
        const payload = { attempt: task.attempts.length + 1, reason };
        return [{ type: "task.retrying", payload }];
      },
    });
  },
});

function endedTurn(turn: TurnState | undefined, taskId: string): TurnState {
  if (turn === undefined) {
    throw new CommandError("conflict", `The task "${taskId}" was not started; start_task does so`);
  }
  if (turn.run.kind === "compaction") {
    const message = `The task "${taskId}" is a summary of the messages before it; compact_thread makes a new one`;
    throw new CommandError("conflict", message, { kind: turn.run.kind });
  }
  if (isTerminal(turn.run.status)) return turn;
  const message = `The run "${turn.run_id}" of the task "${taskId}" has not ended; it is ${turn.run.status}`;
  throw new CommandError("conflict", message, { run_id: turn.run_id });
}

function checkBlockers({ tasks }: ThreadState, taskId: string): void {
  const blockers = blockersOf(taskId, taskGraph(tasks));
  if (blockers.length === 0) return;
  const names = blockers.map((id) => `"${id}"`).join(", ");
  const message = `The task "${taskId}" waits for ${names}; complete them or cut the edge`;
  throw new CommandError("conflict", message, { blockers });
}

export const cancelTask = command({
  name: "cancel_task",
  description: "Stops a task's run, takes it out of the queue, or ends a task that nobody started",
  kind: "write",
  input: TaskId.extend({ reason: Words.default("Stopped by you") }),
  async run(input, services): Promise<TaskAnswer> {
    const thread = await requireTaskThread(services, input.task_id);
    const { turn } = findTask(await thread.state(), input.task_id);
    if (turn === undefined) return cancelDraft(input, services);
    const { turn_id } = turn;
    const { status } = await interruptTurn.run({ turn_id, reason: input.reason }, services);
    return { status, task: await recordOf(thread, input.task_id, services) };
  },
});

function cancelDraft(
  { task_id, reason }: { task_id: string; reason: string },
  services: ControlServices,
): Promise<TaskAnswer> {
  return changeTask(task_id, services, ({ task, turn }) => {
    if (turn !== undefined) {
      throw new CommandError("conflict", `The task "${task_id}" was just started; cancel it again`);
    }
    if (task.ended_at !== undefined || task.fact === "archived") return [];
    return [
      { type: "task.cancel_requested", task_id, payload: { reason, requested_by: "person" } },
      { type: "task.cancelled", task_id, payload: { reason } },
    ];
  });
}
