import { z } from "zod";

import { absentCommands, Id, Reason } from "./absent.ts";

const Task = z.strictObject({ task_id: Id });
const Explained = Task.extend({ reason: Reason });
const Fields = {
  title: z.string().exactOptional(),
  assignee: z.string().exactOptional(),
  acceptance: z.array(z.string()).exactOptional(),
};
const Edge = Task.extend({
  target_id: Id,
  relation: z.enum(["parent", "blocks", "source", "artifact", "evidence", "subagent"]),
});

/** Tasks of their own: those of turns come with `submit_turn` and end with their run. */
export const absentTaskCommands = absentCommands(
  "a task is made by submit_turn and lives with its turn; tasks of their own do not exist yet",
  {
    create_task: {
      description: "Makes a task with an objective",
      kind: "write",
      input: z.strictObject({
        session_id: Id,
        objective: z.string().min(1),
        parent_task_id: Id.exactOptional(),
        idempotency_key: Id.exactOptional(),
        ...Fields,
      }),
    },
    update_task: {
      description: "Changes what a task wants to reach",
      kind: "write",
      input: Task.extend({ objective: z.string().min(1).exactOptional(), ...Fields }),
    },
    start_task: { description: "Begins a task", kind: "write", input: Task },
    append_task_progress: {
      description: "Tells how far a task got",
      kind: "write",
      input: Task.extend({
        progress: z.number().exactOptional(),
        total: z.number().exactOptional(),
        message: z.string().exactOptional(),
      }),
    },
    pause_task: { description: "Holds a task", kind: "write", input: Explained },
    resume_task: { description: "Goes on with a held task", kind: "write", input: Task },
    retry_task: {
      description: "Tries an ended task again, as a new attempt",
      kind: "write",
      input: Explained,
    },
    complete_task: {
      description: "Declares a task done",
      kind: "write",
      input: Task.extend({ summary: z.string().exactOptional() }),
    },
    fail_task: { description: "Declares a task failed", kind: "write", input: Explained },
    link_tasks: { description: "Ties a task to another thing", kind: "write", input: Edge },
    unlink_tasks: { description: "Unties a task from another thing", kind: "write", input: Edge },
  },
);
