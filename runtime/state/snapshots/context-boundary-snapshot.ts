import type { ContextBoundary } from "#runtime/state/compaction-state.ts";
import type { ContextState } from "#runtime/state/context-state.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import type { Failure } from "#runtime/event/shared.ts";
import { headOf, type Observed, type SnapshotHead, type Standing, unknown } from "./snapshot.ts";

/** `context_boundary_snapshot` of seed 003: what the newest run's model got to see. */
export interface ContextBoundarySnapshot extends SnapshotHead<"context_boundary_snapshot"> {
  readonly run_id?: string;
  readonly context?: ContextState;
  readonly system_prompt?: string;
  /** The summary that stands for earlier messages, and how far it reaches; absent, none does. */
  readonly boundary?: ContextBoundary;
  /** Tries to summarise that failed, the newest of each run. */
  readonly warnings: readonly Failure[];
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
    ...(state.boundary !== undefined && { boundary: state.boundary }),
    warnings: state.turns.flatMap((turn) => turn.run.compaction?.error ?? []),
    missing: run?.context?.missing ?? [],
  };
}
