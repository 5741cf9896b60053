import type { Durability } from "#runtime/log/port.ts";
import { activeRun } from "#runtime/state/run-queries.ts";
import type { RunState, ThreadState } from "#runtime/state/thread-state.ts";
import { type WorkStatus, workStatus } from "#runtime/state/work-status.ts";

/** What a snapshot has to know beside the log. */
export interface Observed {
  readonly epoch: number;
  readonly durability: Durability;
  /** Whether a process works on the thread now. */
  readonly working: boolean;
}

/** Something that cannot be told, and why: said instead of a guess. */
export interface Untold {
  readonly state: "unknown" | "unavailable" | "stale" | "blocked";
  readonly reason: string;
}

/** Whether a snapshot tells how things are. */
export type Standing = { readonly state: "current" } | Untold;

/** What every snapshot begins with: its name, and up to which event it knows. */
export interface SnapshotHead<Name extends string> {
  readonly snapshot: Name;
  readonly session_id: string;
  readonly thread_id: string;
  readonly through_sequence: number;
  readonly standing: Standing;
}

/** The head of a snapshot of a thread, as far as its log and what is seen beside it tell. */
export function headOf<Name extends string>(
  snapshot: Name,
  state: ThreadState,
  observed: Observed,
  standing: Standing = standingOf(state, observed),
): SnapshotHead<Name> {
  const { session_id, thread_id, sequence } = state;
  return { snapshot, session_id, thread_id, through_sequence: sequence, standing };
}

/** Stale where the log tells of work that nobody does, blocked where the work waits for a person. */
export function standingOf(state: ThreadState, { working }: Observed): Standing {
  if (state.sequence === 0) return unknown("Nothing has happened in this thread");
  const run = activeRun(state);
  if (run === undefined) return { state: "current" };
  if (!working) {
    const reason = `The run "${run.run_id}" has not ended, but no process works on it`;
    return { state: "stale", reason };
  }
  if (!run.status.startsWith("waiting_")) return { state: "current" };
  return { state: "blocked", reason: `The run "${run.run_id}" waits for a person` };
}

/** How one of a thread's runs stands. */
export function statusOf(run: RunState, { queue }: ThreadState, observed: Observed): WorkStatus {
  return workStatus(run, { queued: queue.includes(run.turn_id), working: observed.working });
}

export function unknown(reason: string): Untold {
  return { state: "unknown", reason };
}

export function unavailable(reason: string): Untold {
  return { state: "unavailable", reason };
}
