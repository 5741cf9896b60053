import { isTerminal } from "#runtime/state/run-queries.ts";
import type { VerificationOutcome } from "#runtime/event/artifact.ts";
import type { EvidenceRef } from "#runtime/state/evidence-ref.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import {
  headOf,
  type Observed,
  type SnapshotHead,
  type Untold,
  unavailable,
  unknown,
} from "./snapshot.ts";
import type { TurnWindow } from "./turn-window.ts";

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
export interface EvidenceSummary extends SnapshotHead<"evidence_summary"> {
  readonly replays: readonly ReplayRef[];
  /** What came to be or was exported, by reference, oldest first. */
  readonly evidence: readonly EvidenceRef[];
  readonly traces: Untold;
  /** What came of the newest check of each run. */
  readonly verification: readonly VerificationOutcome[] | Untold;
  readonly reviews: readonly string[] | Untold;
  readonly history_cursor?: string;
}

export function evidenceSummary(
  state: ThreadState,
  observed: Observed,
  { turns, history_cursor }: TurnWindow,
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
    evidence: state.evidence ?? [],
    traces: unavailable("This runtime writes no trace ids"),
    verification: verificationOf(state),
    reviews: reviewsOf(state),
    ...(history_cursor !== undefined && { history_cursor }),
  };
}

function verificationOf({ evidence = [] }: ThreadState): EvidenceSummary["verification"] {
  const newest = new Map<string, VerificationOutcome>();
  for (const outcome of evidence.flatMap((ref) => ref.verification_outcomes ?? [])) {
    newest.set(`${outcome.name} ${outcome.run_id}`, outcome);
  }
  if (newest.size === 0) return unknown("Nobody has verified what these runs say");
  return [...newest.values()];
}

function reviewsOf({ evidence = [] }: ThreadState): EvidenceSummary["reviews"] {
  const refs = evidence.flatMap(({ review_ref }) => review_ref ?? []);
  return refs.length === 0 ? unknown("Nobody has asked for a review") : refs;
}
