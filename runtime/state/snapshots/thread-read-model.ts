import type { Failure } from "#runtime/event/shared.ts";
import { activeRun, isTerminal, pendingApprovals } from "#runtime/state/run-queries.ts";
import { type RunSummary, summariseRun } from "#runtime/state/summary.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import type { RunStatus, ThreadState } from "#runtime/state/thread-state.ts";
import type { WorkStatus } from "#runtime/state/work-status.ts";
import { headOf, type Observed, type SnapshotHead, statusOf } from "./snapshot.ts";
import type { HistoryCursors, TurnWindow } from "./turn-window.ts";

/** Incidents that a read model holds at most; the newest count. */
const MAX_INCIDENTS = 20;

/** Work that did not come to its end. */
export interface Incident {
  readonly run_id: string;
  readonly status: RunStatus;
  readonly at: string;
  readonly error: Failure;
}

/**
 * `thread_read_model` of seed 003: where a thread stands, at which place in its log, and a page of its
 * turns. Who has read it goes on after `cursor`.
 */
export interface ThreadReadModel extends SnapshotHead<"thread_read_model">, HistoryCursors {
  readonly status: WorkStatus | "unknown";
  readonly cursor: { readonly epoch: number; readonly sequence: number };
  readonly durability: Observed["durability"];
  /** Where the branch left another thread; absent in a session's first thread. */
  readonly forked_from?: ThreadState["forked_from"];
  readonly hidden?: true;
  readonly active_turn?: string;
  readonly pending_requests: readonly ApprovalState[];
  readonly queued_turns: readonly string[];
  readonly last_outcome?: RunSummary;
  readonly incidents: readonly Incident[];
  readonly turns: readonly RunSummary[];
  readonly diagnostics: { readonly working: boolean; readonly turns: number };
}

export function threadReadModel(
  state: ThreadState,
  observed: Observed,
  { turns, ...cursors }: TurnWindow,
): ThreadReadModel {
  const newest = state.turns.at(-1);
  const active = activeRun(state);
  const last = state.turns.findLast(({ run }) => isTerminal(run.status));
  return {
    ...headOf("thread_read_model", state, observed),
    status: newest === undefined ? "unknown" : statusOf(active ?? newest.run, state, observed),
    cursor: { epoch: observed.epoch, sequence: state.sequence },
    durability: observed.durability,
    ...(state.forked_from !== undefined && { forked_from: state.forked_from }),
    ...(state.hidden === true && { hidden: true }),
    ...(active !== undefined && { active_turn: active.turn_id }),
    pending_requests: pendingApprovals(state),
    queued_turns: state.queue,
    ...(last !== undefined && { last_outcome: summariseRun(last) }),
    incidents: incidents(state),
    turns: turns.map(summariseRun),
    diagnostics: { working: observed.working, turns: state.turns.length },
    ...cursors,
  };
}

function incidents({ turns }: ThreadState): readonly Incident[] {
  return turns
    .flatMap(({ run: { run_id, status, error, ended_at } }) =>
      error === undefined || ended_at === undefined
        ? []
        : [{ run_id, status, at: ended_at, error }],
    )
    .slice(-MAX_INCIDENTS);
}
