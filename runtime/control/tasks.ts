import { z } from "zod";

import type { TaskRecord } from "#runtime/state/snapshots/task-record.ts";
import { type TaskSnapshot, taskSnapshot } from "#runtime/state/snapshots/task-snapshot.ts";
import { command } from "./command.ts";
import { recordOf, requireTaskThread } from "./find-task.ts";
import { requireThread } from "./find-thread.ts";
import { observe } from "./observed.ts";
import { TaskId } from "./task-fields.ts";
import { requireTasks, Window } from "./window.ts";

export const listTasks = command({
  name: "list_tasks",
  description: "A page of a thread's tasks with their attempts and edges, the newest page first",
  kind: "read",
  input: z.strictObject({ thread_id: z.string().min(1), ...Window.shape }),
  async run({ thread_id, ...ask }, services): Promise<TaskSnapshot> {
    const thread = await requireThread(services, "thread", thread_id);
    const state = await thread.state();
    return taskSnapshot(state, observe(thread, services), requireTasks(state, ask));
  },
});

export const getTask = command({
  name: "get_task",
  description: "A task with every attempt at it and all that it is tied to",
  kind: "read",
  input: TaskId,
  async run({ task_id }, services): Promise<TaskRecord> {
    return recordOf(await requireTaskThread(services, task_id), task_id, services);
  },
});
