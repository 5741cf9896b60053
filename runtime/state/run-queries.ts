import type { ApprovalState, RunState, RunStatus, ThreadState, TurnState } from "./thread-state.ts";

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
export function activeRun(state: ThreadState): RunState | undefined {
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

/** Approvals of a thread that still wait for a person. */
export function pendingApprovals(state: ThreadState): readonly ApprovalState[] {
  return state.turns.flatMap((turn) =>
    turn.run.approvals.filter((approval) => approval.decision === undefined),
  );
}

/** The answer so far: all text parts of a run, as Markdown. */
export function answerText(run: RunState): string {
  return run.parts
    .filter((part) => part.kind === "text")
    .map((part) => part.text)
    .join("\n\n");
}
