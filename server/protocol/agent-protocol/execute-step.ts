import { perform } from "#runtime/control/dispatch.ts";
import { submitTurn } from "#runtime/control/submit-turn.ts";
import { startTask } from "#runtime/control/try-task.ts";
import type { TurnOptions } from "#runtime/event/turn.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import { settledRun } from "#server/protocol/settled-run.ts";
import type { AppServices } from "#server/services.ts";
import type { StepRequest } from "./requests.ts";
import { type ApStep, apStep, stepTurns } from "./task-projection.ts";
import { requireStep, taskThread } from "./tasks.ts";

type Control = AppServices["control"];

const SOURCE = "agent-protocol";

/**
 * Does a step: the first one starts the task, another one with an input goes on with its session, and one
 * without waits for the run that is under way, or answers with the last one. Answers once the run ended or
 * waits for a person; when the signal says so, with how it stands.
 */
export async function executeStep(
  taskId: string,
  request: StepRequest,
  control: Control,
  signal: AbortSignal,
): Promise<ApStep> {
  const thread = await taskThread(taskId, control);
  const run_id = await submitted(await thread.state(), request, control);
  const state = await settledRun(run_id, control, signal);
  return apStep(requireStep(state, run_id), state);
}

/** The run of the step. */
async function submitted(
  state: ThreadState,
  { input, additional_input }: StepRequest,
  control: Control,
): Promise<string> {
  const text = input?.trim() ?? "";
  const { session_id } = state;
  const last = stepTurns(state).at(-1);
  if (last !== undefined && text === "") return last.run_id;
  const [task] = state.tasks;
  const options = optionsOf({ ...task?.additional_input, ...additional_input });
  if (task !== undefined && task.turn_ids.length === 0) {
    const { task_id, objective } = task;
    const said = text === "" || text === objective ? {} : { text: `${objective}\n\n${text}` };
    return (await perform(startTask, { task_id, options, source: SOURCE, ...said }, control))
      .run_id;
  }
  const attachments = newFiles(state);
  const sent = { text, ...(attachments.length > 0 && { attachments }) };
  return (await perform(submitTurn, { session_id, input: sent, options, source: SOURCE }, control))
    .run_id;
}

/** Files that the task was given since its last step. */
function newFiles({ tasks, turns }: ThreadState) {
  const sent = new Set(
    turns.flatMap(({ attachments = [] }) => attachments.map(({ output_ref }) => output_ref)),
  );
  return tasks
    .flatMap(({ attachments = [] }) => attachments)
    .filter(({ output_ref }) => !sent.has(output_ref))
    .map(({ output_ref, name }) => ({ output_ref, name }));
}

/** What of the additional input chooses who works; the rest is the client's own. */
function optionsOf(additional: Readonly<Record<string, unknown>>): TurnOptions {
  const { agent, model } = additional;
  return {
    ...(typeof agent === "string" && { agent }),
    ...(typeof model === "string" && { model }),
  };
}
