import { z } from "zod";

import { changeTask, type TaskAnswer } from "./change-task.ts";
import { command, CommandError } from "./command.ts";
import { MAX_ATTACHMENTS, turnInput } from "./message-input.ts";
import { TaskId } from "./task-fields.ts";

export const attachFile = command({
  name: "attach_file",
  description: "Gives a task a file that was kept before; the model gets it with the first message",
  kind: "write",
  input: TaskId.extend({ output_ref: z.string(), name: z.string() }),
  async run({ task_id, ...named }, services): Promise<TaskAnswer> {
    const { attachments: sent = [] } = await turnInput(
      { text: "", attachments: [named] },
      services,
    );
    return changeTask(task_id, services, ({ task: { attachments: before = [] } }) => {
      const [file] = sent;
      if (file === undefined || before.some((known) => isSame(known, file))) return [];
      if (before.length >= MAX_ATTACHMENTS) {
        const message = `The task "${task_id}" has ${MAX_ATTACHMENTS} files; make another task for more`;
        throw new CommandError("invalid_input", message);
      }
      const attachments = [...before, file];
      return [{ type: "task.updated", task_id, payload: { attachments } }];
    });
  },
});

function isSame(known: { output_ref: string; name: string }, file: typeof known): boolean {
  return known.output_ref === file.output_ref && known.name === file.name;
}
