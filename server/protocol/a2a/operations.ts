import { interruptTurn } from "#runtime/control/interrupt-turn.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import type { TurnState } from "#runtime/state/thread-state.ts";
import { asProblem } from "#server/command-problem.ts";
import type { ClientRun } from "#server/protocol/client-thread.ts";
import type { Place } from "#server/sse/cursor.ts";
import { A2aError } from "./a2a-error.ts";
import { requireTask, type TaskScope } from "./find-task.ts";
import type { PushServices } from "./push-config.ts";
import type { SendMessageRequest } from "./request.ts";
import { beginTask } from "./send.ts";
import { type Task, taskOf, waitingApprovals } from "./task.ts";

/** A task whose updates a client follows. */
export interface TaskStream extends ClientRun {
  /** How the task stands, said first; then come the updates behind that. */
  readonly snapshot?: { readonly task: Task; readonly place: Place };
  readonly waits: boolean;
}

/** How long a blocking request waits for its task, and a cancellation for the end. */
const BLOCKING_MS = 15 * 60_000;
const CANCEL_MS = 10_000;

/** Sends a message; by default the answer comes when the task has ended or waits for a person. */
export async function sendMessage(
  services: PushServices,
  request: SendMessageRequest,
  signal: AbortSignal,
): Promise<Task> {
  const begun = await beginTask(services, request);
  const { historyLength, returnImmediately } = request.configuration ?? {};
  if (returnImmediately === true) return shortened(taskOf(begun.turn), historyLength);
  const patience = AbortSignal.any([signal, AbortSignal.timeout(BLOCKING_MS)]);
  const isSettled = ({ run }: TurnState) =>
    isTerminal(run.status) || waitingApprovals(run).length > 0;
  return shortened(taskOf(await reached(begun, isSettled, patience)), historyLength);
}

/** Sends a message and follows its task. */
export async function streamMessage(
  services: PushServices,
  request: SendMessageRequest,
  waits: boolean,
): Promise<TaskStream> {
  const begun = await beginTask(services, request);
  return begun.isNew ? { ...begun, waits } : { ...(await followed(begun)), waits };
}

/** Follows a task that has not ended, also while it waits for a person. */
export async function subscribeToTask(scope: TaskScope, id: string): Promise<TaskStream> {
  const found = await requireTask(scope, id);
  if (isTerminal(found.turn.run.status)) {
    throw new A2aError("UNSUPPORTED_OPERATION", `The task "${id}" has ended; get it instead`);
  }
  return { ...(await followed(found)), waits: true };
}

async function followed({ thread, turn }: ClientRun): Promise<Omit<TaskStream, "waits">> {
  const state = await thread.state();
  const now = state.turns.findLast(({ run_id }) => run_id === turn.run_id) ?? turn;
  const { epoch } = thread.log.head();
  const place = { epoch, sequence: state.sequence, delivered: 0 };
  return { thread, turn: now, snapshot: { task: taskOf(now), place } };
}

/** A task as it stands. */
export async function getTask(
  scope: TaskScope,
  {
    id,
    historyLength,
  }: { readonly id: string; readonly historyLength?: number | null | undefined },
): Promise<Task> {
  const { turn } = await requireTask(scope, id);
  return shortened(taskOf(turn), historyLength);
}

/** Stops a task and answers with how it ended. */
export async function cancelTask(scope: TaskScope, id: string, signal: AbortSignal): Promise<Task> {
  const found = await requireTask(scope, id);
  const { control } = scope;
  const { run_id, run } = found.turn;
  if (isTerminal(run.status)) {
    throw new A2aError("TASK_NOT_CANCELABLE", `The task "${id}" has ended: it is ${run.status}`);
  }
  await asProblem(perform(interruptTurn, { run_id, reason: "Cancelled by a client" }, control));
  const patience = AbortSignal.any([signal, AbortSignal.timeout(CANCEL_MS)]);
  return taskOf(await reached(found, (turn) => isTerminal(turn.run.status), patience));
}

/** Waits for a turn to be so; answers with how it is when nobody waits any more. */
async function reached(
  { thread, turn }: ClientRun,
  condition: (turn: TurnState) => boolean,
  patience: AbortSignal,
): Promise<TurnState> {
  const turnOf = (turns: readonly TurnState[]) =>
    turns.findLast(({ run_id }) => run_id === turn.run_id) ?? turn;
  try {
    const state = await thread.until((known) => condition(turnOf(known.turns)), patience);
    return turnOf(state.turns);
  } catch (cause) {
    if (!patience.aborted) throw cause;
    return turnOf((await thread.state()).turns);
  }
}

/** A task with at most so many messages of its history; 0 leaves it out. */
export function shortened(task: Task, historyLength: number | null | undefined): Task {
  if (historyLength == null) return task;
  return { ...task, history: historyLength === 0 ? [] : task.history.slice(-historyLength) };
}
