import { type BranchEntry, branchEntry } from "#runtime/state/branches.ts";
import {
  type RunSummary,
  summarise,
  summariseRun,
  type ThreadSummary,
} from "#runtime/state/summary.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import type { WorkStatus } from "#runtime/state/work-status.ts";
import { type HistoryLayers, historyLayers } from "./history-layers.ts";
import { headOf, type Observed, type SnapshotHead, statusOf } from "./snapshot.ts";
import type { HistoryCursors, TurnWindow } from "./turn-window.ts";

/** `session_snapshot` of seed 003: the shell of a session and a page of its runs. */
export interface SessionSnapshot extends SnapshotHead<"session_snapshot">, HistoryCursors {
  readonly title: string;
  readonly pinned: boolean;
  readonly archived: boolean;
  readonly created_at: string;
  readonly updated_at: string;
  /** How its newest run stands; unknown before the first. */
  readonly status: WorkStatus | "unknown";
  readonly threads: readonly string[];
  readonly branches: readonly BranchEntry[];
  /** The thread that the session shows where nobody names one. */
  readonly active_thread_id: string;
  readonly runs: readonly RunSummary[];
  readonly history: HistoryLayers;
}

export function sessionSnapshot(
  state: ThreadState,
  observed: Observed,
  { turns, ...cursors }: TurnWindow,
  branches: readonly ThreadSummary[] = [summarise(state)],
): SessionSnapshot {
  const { title, pinned, archived, created_at, updated_at, active_thread_id } = state;
  const newest = state.turns.at(-1);
  return {
    ...headOf("session_snapshot", state, observed),
    title,
    pinned,
    archived,
    created_at,
    updated_at,
    status: newest === undefined ? "unknown" : statusOf(newest.run, state, observed),
    threads: branches.map(({ thread_id }) => thread_id),
    branches: branches.map(branchEntry),
    active_thread_id: active_thread_id ?? branches[0]?.thread_id ?? state.thread_id,
    runs: turns.map(summariseRun),
    history: historyLayers(state, observed),
    ...cursors,
  };
}
