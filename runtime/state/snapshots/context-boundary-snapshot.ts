import type { ContextState, ThreadState } from "#runtime/state/thread-state.ts";
import { headOf, type Observed, type SnapshotHead, type Standing, unknown } from "./snapshot.ts";

/** `context_boundary_snapshot` of seed 003: what the newest run's model got to see. */
export interface ContextBoundarySnapshot extends SnapshotHead<"context_boundary_snapshot"> {
  readonly run_id?: string;
  readonly context?: ContextState;
  readonly system_prompt?: string;
  /** What the run looked for and did not find. */
  readonly missing: readonly string[];
}

export function contextBoundarySnapshot(
  state: ThreadState,
  observed: Observed,
): ContextBoundarySnapshot {
  const run = state.turns.findLast((turn) => turn.run.context !== undefined)?.run;
  const standing: Standing =
    run === undefined
      ? unknown("No run of this thread has put its context together")
      : { state: "current" };
  return {
    ...headOf("context_boundary_snapshot", state, observed, standing),
    ...(run?.context !== undefined && { context: run.context, run_id: run.run_id }),
    ...(run !== undefined && { system_prompt: run.system_prompt }),
    missing: run?.context?.missing ?? [],
  };
}
