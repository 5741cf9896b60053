import { isTerminal } from "#runtime/state/run-queries.ts";
import { changeTask } from "./change-task.ts";
import { command, CommandError } from "./command.ts";
import { TaskId, Words } from "./task-fields.ts";

export const archiveTask = command({
  name: "archive_task",
  description: "Puts a task that has ended away; its events stay in the log",
  kind: "write",
  input: TaskId.extend({ reason: Words.exactOptional() }),
  run: ({ task_id, ...payload }, services) =>
    changeTask(task_id, services, ({ task, turn }) => {
      if (task.fact === "archived") return [];
      if (turn !== undefined && !isTerminal(turn.run.status)) {
        const message = `The run "${turn.run_id}" still works on the task "${task_id}"; stop it first`;
        throw new CommandError("conflict", message, { run_id: turn.run_id });
      }
      return [{ type: "task.archived", task_id, payload }];
    }),
});
