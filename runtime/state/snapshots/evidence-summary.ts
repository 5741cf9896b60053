import { isTerminal } from "#runtime/state/run-queries.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import {
  headOf,
  type Observed,
  type SnapshotHead,
  type Untold,
  unavailable,
  unknown,
} from "./snapshot.ts";
import type { HistoryCursors, TurnWindow } from "./turn-window.ts";

/** Where the recorded facts of a run stand; `export_replay` gives them. */
export interface ReplayRef {
  readonly run_id: string;
  readonly first_sequence: number;
  readonly last_sequence: number;
  /** Whether the run has ended, so that nothing will be added. */
  readonly complete: boolean;
  readonly citations: number;
}

/** `evidence_summary` of seed 003: what can be shown of a page of a thread's work. */
export interface EvidenceSummary extends SnapshotHead<"evidence_summary">, HistoryCursors {
  readonly replays: readonly ReplayRef[];
  readonly verification: Untold;
  readonly reviews: Untold;
}

export function evidenceSummary(
  state: ThreadState,
  observed: Observed,
  { turns, ...cursors }: TurnWindow,
): EvidenceSummary {
  return {
    ...headOf("evidence_summary", state, observed),
    replays: turns.map(({ run }) => ({
      run_id: run.run_id,
      first_sequence: run.first_sequence,
      last_sequence: run.last_sequence,
      complete: isTerminal(run.status),
      citations: run.citations.length,
    })),
    verification: unknown("Nobody has verified what these runs say"),
    reviews: unavailable("Reviews are not kept yet"),
    ...cursors,
  };
}
