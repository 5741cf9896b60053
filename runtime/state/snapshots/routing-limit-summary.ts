import type { RoutingState } from "#runtime/state/routing-state.ts";
import type { Usage } from "#runtime/event/shared.ts";
import type { CostState } from "#runtime/state/cost-state.ts";
import type { RunState, ThreadState } from "#runtime/state/thread-state.ts";
import {
  headOf,
  type Observed,
  type SnapshotHead,
  type Standing,
  type Untold,
  unknown,
} from "./snapshot.ts";

/** `routing_limit_summary` of seed 003: which model answers, why, and what it spends. */
export interface RoutingLimitSummary extends SnapshotHead<"routing_limit_summary"> {
  readonly run_id?: string;
  readonly candidate_count: number | Untold;
  readonly routing?: RoutingState;
  readonly usage?: Usage;
  readonly cost: CostState | Untold;
  readonly limits: NonNullable<RunState["limits"]>;
  /** What the provider still grants. */
  readonly quota: Untold;
}

export function routingLimitSummary(state: ThreadState, observed: Observed): RoutingLimitSummary {
  const run = state.turns.findLast((turn) => turn.run.started_at !== undefined)?.run;
  return {
    ...headOf("routing_limit_summary", state, observed, standing(run)),
    ...(run !== undefined && { run_id: run.run_id, usage: run.usage }),
    candidate_count: run?.routing?.candidates.length ?? unknown("No model has been looked for"),
    ...(run?.routing !== undefined && { routing: run.routing }),
    cost: run?.cost ?? unknown("No answer has been paid for"),
    limits: run?.limits ?? {},
    quota: unknown("Providers did not say what they still grant"),
  };
}

function standing(run: RunState | undefined): Standing {
  if (run === undefined) return unknown("No run of this thread has begun");
  const { problem } = run.routing ?? {};
  return problem === undefined
    ? { state: "current" }
    : { state: "blocked", reason: problem.message };
}
