import type { VerificationOutcome } from "#runtime/event/artifact.ts";
import { type EvidenceSignals, evidenceSignals } from "#runtime/state/evidence-signals.ts";
import type { EvidenceState } from "#runtime/state/evidence-state.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import { headOf, type Observed, type SnapshotHead, type Untold, unknown } from "./snapshot.ts";
import type { HistoryCursors, TurnWindow } from "./turn-window.ts";

/** Pieces of evidence that a summary names at most; the newest count. */
const MAX_EVIDENCE = 100;

/** Where the recorded facts of a run stand; `export_replay` gives them. */
export interface ReplayRef extends EvidenceSignals {
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
  /** What came to be of this thread or was exported, by reference, oldest first. */
  readonly evidence: readonly EvidenceState[];
  /** What came of the newest check of each run. */
  readonly verification: readonly VerificationOutcome[] | Untold;
  readonly reviews: readonly string[] | Untold;
}

export function evidenceSummary(
  state: ThreadState,
  observed: Observed,
  { turns, ...cursors }: TurnWindow,
): EvidenceSummary {
  return {
    ...headOf("evidence_summary", state, observed),
    replays: turns.map((turn) => replayRef(turn, state.evidence)),
    evidence: state.evidence.slice(-MAX_EVIDENCE),
    verification: verification(state.evidence),
    reviews: reviewsOf(state.evidence),
    ...cursors,
  };
}

function replayRef(turn: TurnState, evidence: readonly EvidenceState[]): ReplayRef {
  const { run_id, first_sequence, last_sequence, status, citations } = turn.run;
  return {
    run_id,
    first_sequence,
    last_sequence,
    complete: isTerminal(status),
    citations: citations.length,
    ...evidenceSignals(turn, evidence),
  };
}

function verification(evidence: readonly EvidenceState[]): readonly VerificationOutcome[] | Untold {
  const newest = new Map<string, VerificationOutcome>();
  for (const outcome of evidence.flatMap(
    ({ verification_outcomes = [] }) => verification_outcomes,
  )) {
    newest.set(`${outcome.name} ${outcome.run_id}`, outcome);
  }
  if (newest.size === 0) return unknown("Nobody has verified what these runs say");
  return [...newest.values()].slice(-MAX_EVIDENCE);
}

function reviewsOf(evidence: readonly EvidenceState[]): readonly string[] | Untold {
  const refs = evidence.flatMap(({ review_ref }) => review_ref ?? []);
  return refs.length === 0 ? unknown("Nobody has asked for a review") : refs.slice(-MAX_EVIDENCE);
}
