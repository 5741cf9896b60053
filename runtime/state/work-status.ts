import { isTerminal } from "./run-queries.ts";
import type { RunState } from "./thread-state.ts";

/** How work stands, in the words of seed 003. */
export type WorkStatus =
  | "accepted"
  | "queued"
  | "preparing"
  | "running"
  | "waiting_input"
  | "waiting_permission"
  | "waiting_resource"
  | "blocked"
  | "streaming"
  | "retrying"
  | "lost"
  | "timed_out"
  | "completed"
  | "failed"
  | "cancelled"
  | "stale";

export interface WorkPlace {
  /** Whether the run's turn stands in the queue. */
  readonly queued: boolean;
  /** Whether a process works on the run's thread now. */
  readonly working: boolean;
}

/** Failures of a model that only somebody else can mend: its provider has to give again. */
const RESOURCE_CODES: ReadonlySet<string> = new Set(["rate_limited", "quota", "overloaded"]);

/**
 * How a run stands. Only its one terminal event makes it completed: a model that finished or a tool
 * that succeeded does not. A run that should be under way but has nobody working on it is stale.
 */
export function workStatus(run: RunState, { queued, working }: WorkPlace): WorkStatus {
  if (run.status === "queued") return queued ? "queued" : "accepted";
  if (!working && !isTerminal(run.status)) return "stale";
  if (run.status === "running") return runningStatus(run);
  if (run.status === "waiting_permission") return waitingStatus(run);
  return run.status === "cancelling" ? "running" : run.status;
}

/** Whether a call took effect is a fact that a person looks up; whether one may run is leave. */
function waitingStatus({ approvals }: RunState): WorkStatus {
  const open = approvals.filter(({ decision }) => decision === undefined);
  return open.some(({ about }) => about === undefined) ? "waiting_permission" : "waiting_input";
}

function runningStatus(run: RunState): WorkStatus {
  if (run.routing?.problem !== undefined) return "blocked";
  const step = run.steps.at(-1);
  if (step === undefined) return "preparing";
  if (step.state === "failed") {
    return RESOURCE_CODES.has(step.error?.code ?? "") ? "waiting_resource" : "retrying";
  }
  if (step.state === "completed") return "running";
  if (run.parts.some((part) => "open" in part && part.open)) return "streaming";
  return step.attempt > 1 ? "retrying" : "running";
}
