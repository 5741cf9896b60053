import { type RunSummary, summariseRun } from "#runtime/state/summary.ts";
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
  readonly runs: readonly RunSummary[];
  readonly history: HistoryLayers;
}

export function sessionSnapshot(
  state: ThreadState,
  observed: Observed,
  { turns, ...cursors }: TurnWindow,
  threads: readonly string[] = [state.thread_id],
): SessionSnapshot {
  const { title, pinned, archived, created_at, updated_at } = state;
  const newest = state.turns.at(-1);
  return {
    ...headOf("session_snapshot", state, observed),
    title,
    pinned,
    archived,
    created_at,
    updated_at,
    status: newest === undefined ? "unknown" : statusOf(newest.run, state, observed),
    threads,
    runs: turns.map(summariseRun),
    history: historyLayers(state, observed),
    ...cursors,
  };
}
