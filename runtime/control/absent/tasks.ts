import { TaskId } from "#runtime/control/task-fields.ts";
import { absentCommands, Reason } from "./absent.ts";

/** A run goes on or is stopped; nothing holds one in its midst. */
export const absentTaskCommands = absentCommands(
  "a run cannot be held; cancel_task stops it and retry_task tries it again",
  {
    pause_task: {
      description: "Holds a task",
      kind: "write",
      input: TaskId.extend({ reason: Reason }),
    },
    resume_task: { description: "Goes on with a held task", kind: "write", input: TaskId },
  },
);
