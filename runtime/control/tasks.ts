import { z } from "zod";

import {
  type TaskState,
  type TaskSnapshot,
  taskOf,
  taskSnapshot,
} from "#runtime/state/snapshots/task-snapshot.ts";
import type { TurnState } from "#runtime/state/thread-state.ts";
import type { Thread } from "#runtime/thread.ts";
import { command, CommandError, type ControlServices } from "./command.ts";
import { requireThread } from "./find-thread.ts";
import { type Interrupted, interruptTurn } from "./interrupt-turn.ts";
import { observe } from "./observed.ts";
import { requireWindow, Window } from "./window.ts";

const TaskId = z.strictObject({ task_id: z.string().min(1) });

export const listTasks = command({
  name: "list_tasks",
  description: "A page of a thread's tasks with their attempts, the newest page first",
  kind: "read",
  input: z.strictObject({ thread_id: z.string().min(1), ...Window.shape }),
  async run({ thread_id, ...window }, services): Promise<TaskSnapshot> {
    const thread = await requireThread(services, "thread", thread_id);
    const state = await thread.state();
    return taskSnapshot(state, observe(thread, services), requireWindow(state, window));
  },
});

export const getTask = command({
  name: "get_task",
  description: "A task with its attempts",
  kind: "read",
  input: TaskId,
  async run({ task_id }, services): Promise<TaskState> {
    const { thread, turn } = await requireTask(services, task_id);
    return taskOf(turn, await thread.state(), observe(thread, services));
  },
});

export const cancelTask = command({
  name: "cancel_task",
  description: "Stops a task's run, or takes it out of the queue",
  kind: "write",
  input: TaskId.extend({ reason: z.string().max(500).default("Stopped by you") }),
  async run({ task_id, reason }, services): Promise<Interrupted> {
    const { turn } = await requireTask(services, task_id);
    return interruptTurn.run({ turn_id: turn.turn_id, reason }, services);
  },
});

async function requireTask(
  services: ControlServices,
  taskId: string,
): Promise<{ thread: Thread; turn: TurnState }> {
  const thread = await requireThread(services, "task", taskId);
  const { turns } = await thread.state();
  const turn = turns.find((known) => known.task_id === taskId);
  if (turn === undefined) throw new CommandError("not_found", `There is no task "${taskId}"`);
  return { thread, turn };
}
