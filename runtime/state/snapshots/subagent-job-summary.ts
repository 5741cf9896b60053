import type { SubagentState } from "#runtime/state/subagent-state.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import { headOf, type Observed, type SnapshotHead, type Untold, unavailable } from "./snapshot.ts";

/** Child agents that a summary holds at most; the newest count. */
const MAX_ITEMS = 100;

/** A child agent with the run above it. */
type ChildOfRun = SubagentState & { readonly parent_run_id: string };

/** `subagent_job_summary` of seed 003: a thread's child agents and the runs above them. */
export interface SubagentJobSummary extends SnapshotHead<"subagent_job_summary"> {
  /** The run that this thread works for, in a child agent's thread. */
  readonly spawned_by?: ThreadState["spawned_by"];
  readonly subagents: readonly ChildOfRun[];
  readonly has_more: boolean;
  readonly jobs: Untold;
}

export function subagentJobSummary(state: ThreadState, observed: Observed): SubagentJobSummary {
  const { spawned_by } = state;
  const subagents = subagentsOf(state);
  return {
    ...headOf("subagent_job_summary", state, observed),
    ...(spawned_by !== undefined && { spawned_by }),
    subagents: subagents.slice(-MAX_ITEMS),
    has_more: subagents.length > MAX_ITEMS,
    jobs: unavailable("Batch jobs do not exist yet"),
  };
}

/** The child agents of all runs of a thread, in the order of the runs. */
export function subagentsOf({ turns }: Pick<ThreadState, "turns">): readonly ChildOfRun[] {
  return turns.flatMap(({ run: { run_id: parent_run_id, subagents = [] } }) =>
    subagents.map((child) => ({ ...child, parent_run_id })),
  );
}
