import type { EventOf } from "#runtime/event/catalogue.ts";
import type { Failure, Usage } from "#runtime/event/shared.ts";

/** A child agent of a run, as the run's own thread tells it. */
export interface SubagentState {
  readonly subagent_id: string;
  /** The parent's call that waits for it; absent where a command began it. */
  readonly tool_call_id?: string;
  readonly agent: string;
  readonly objective: string;
  readonly child_thread_id: string;
  readonly child_turn_id?: string;
  readonly child_task_id?: string;
  readonly child_run_id?: string;
  readonly depth: number;
  readonly status: "running" | "completed" | EventOf<"subagent.failed">["payload"]["reason"];
  /** How it stands, in words; absent before it has begun, and once it has ended. */
  readonly work?: EventOf<"subagent.status">["payload"];
  /** Nobody may tell it more. */
  readonly closed?: true;
  readonly result?: string;
  readonly error?: Failure;
  readonly usage?: Usage;
  readonly tool_calls?: number;
  readonly cost_usd?: number;
  readonly sequence: number;
  readonly spawned_at: string;
  readonly ended_at?: string;
}

/** Whether a child has not had its one end (R1). */
export function isOpenSubagent({ status }: SubagentState): boolean {
  return status === "running";
}
