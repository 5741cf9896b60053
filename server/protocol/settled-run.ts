import { requireThread } from "#runtime/control/find-thread.ts";
import { findRun, isTerminal } from "#runtime/state/run-queries.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import type { AppServices } from "#server/services.ts";

/** The state of a thread once a run of it ended or waits for a person; when the signal says so, as it stands. */
export async function settledRun(
  runId: string,
  control: AppServices["control"],
  signal: AbortSignal,
): Promise<ThreadState> {
  const thread = await requireThread(control, "run", runId);
  try {
    return await thread.until((state) => isSettled(state, runId), signal);
  } catch (error) {
    if (signal.aborted) return thread.state();
    throw error;
  }
}

function isSettled(state: ThreadState, runId: string): boolean {
  const run = findRun(state, runId);
  return run !== undefined && (isTerminal(run.status) || run.status === "waiting_permission");
}
