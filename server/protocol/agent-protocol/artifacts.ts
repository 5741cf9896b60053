import { readOutput } from "#runtime/artifact/output-store.ts";
import { attachFile } from "#runtime/control/attach-file.ts";
import { CommandError } from "#runtime/control/command.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { keepAttachment, type SentFile } from "#runtime/control/message-input.ts";
import type { AppServices } from "#server/services.ts";
import { type ApArtifact, apArtifacts } from "./task-projection.ts";
import { taskThread } from "./tasks.ts";

type Control = AppServices["control"];

/** Gives a task a file; the next step hands it to the model. Throws a CommandError for what no model reads. */
export async function uploadArtifact(
  taskId: string,
  file: SentFile,
  control: Control,
): Promise<ApArtifact> {
  const state = await (await taskThread(taskId, control)).state();
  const [task] = state.tasks;
  if (task === undefined) {
    const message = `The task "${taskId}" has no objective yet, so it takes no files; do a step first`;
    throw new CommandError("conflict", message);
  }
  const { output_ref, name } = await keepAttachment(file, control);
  await perform(attachFile, { task_id: task.task_id, output_ref, name }, control);
  const kept = { artifact_id: output_ref, agent_created: false, file_name: name };
  return { ...kept, relative_path: null };
}

/** A file of a task with its bytes. Throws a `not_found` CommandError. */
export async function readArtifact(
  taskId: string,
  artifactId: string,
  control: Control,
): Promise<{ readonly file_name: string; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const state = await (await taskThread(taskId, control)).state();
  const found = apArtifacts(state).find(({ artifact_id }) => artifact_id === artifactId);
  const made = state.turns
    .flatMap(({ run }) => run.artifacts)
    .findLast(({ artifact_id }) => artifact_id === artifactId);
  const bytes =
    made?.content === undefined
      ? control.outputs && (await readOutput(control.outputs, artifactId))
      : new TextEncoder().encode(made.content);
  if (found !== undefined && bytes !== undefined) return { file_name: found.file_name, bytes };
  throw new CommandError("not_found", `The task "${taskId}" has no artifact "${artifactId}"`);
}
