import type { EventIds } from "#runtime/event/envelope.ts";
import type { ApprovalState } from "./approval-state.ts";
import type { RunState, RunStatus, ThreadState, ToolCallState, TurnState } from "./thread-state.ts";

const TERMINAL: ReadonlySet<RunStatus> = new Set([
  "completed",
  "failed",
  "cancelled",
  "timed_out",
  "lost",
]);

/** Whether a run in this status has had its one terminal event (R1). */
export function isTerminal(status: RunStatus): boolean {
  return TERMINAL.has(status);
}

/** The run that the thread is busy with, if any: started and not ended. */
export function activeRun(state: Pick<ThreadState, "turns">): RunState | undefined {
  return state.turns.findLast(
    (turn) => turn.run.status !== "queued" && !isTerminal(turn.run.status),
  )?.run;
}

export function findTurn(state: ThreadState, turnId: string): TurnState | undefined {
  return state.turns.findLast((turn) => turn.turn_id === turnId);
}

export function findRun(state: ThreadState, runId: string): RunState | undefined {
  return state.turns.findLast((turn) => turn.run_id === runId)?.run;
}

/** Approvals of a thread that still wait for a person. Nobody waits in a thread that never goes on. */
export function pendingApprovals(state: ThreadState): readonly ApprovalState[] {
  if (state.imported !== undefined) return [];
  return state.turns.flatMap((turn) =>
    turn.run.approvals.filter((approval) => approval.decision === undefined),
  );
}

/** Whether a call's result was taken from the run that this one goes on from: it cost nothing here. */
export function isReused(
  { forked_from }: RunState,
  { reused_from, result_sequence = Infinity }: ToolCallState,
): boolean {
  return reused_from !== undefined || result_sequence <= (forked_from?.sequence ?? 0);
}

/** The answer so far: all text parts of a run, as Markdown. */
export function answerText(run: RunState): string {
  return run.parts
    .filter((part) => part.kind === "text")
    .map((part) => part.text)
    .join("\n\n");
}

/** The id of an execution of a run; the first one is the run itself. */
export function attemptId(runId: string, attempt: number): string {
  return attempt === 1 ? runId : `${runId}_${attempt}`;
}

type RunIds = Pick<RunState, "turn_id" | "task_id" | "run_id"> & { readonly attempt_id: string };

/** The ids of a run under which its events of now are written. */
export function runIds({ turn_id, task_id, run_id, recovery }: RunState): RunIds {
  return { turn_id, task_id, run_id, attempt_id: attemptId(run_id, recovery?.attempt ?? 1) };
}

/** The step in which a model asked for a call, for facts about the call that do not name it. */
export function stepOf(
  state: ThreadState,
  { run_id, step_id, tool_call_id }: EventIds,
): { step_id?: string } {
  if (run_id === undefined || tool_call_id === undefined || step_id !== undefined) return {};
  const step = findRun(state, run_id)?.steps.findLast(({ tool_calls }) =>
    tool_calls.some((call) => call.tool_call_id === tool_call_id),
  );
  return step === undefined ? {} : { step_id: step.step_id };
}
