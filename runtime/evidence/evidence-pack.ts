import type { VerificationOutcome } from "#runtime/event/artifact.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Usage } from "#runtime/event/shared.ts";
import { addUsage } from "#runtime/state/add-usage.ts";
import type { ContextBoundary } from "#runtime/state/compaction-state.ts";
import { answerText, isTerminal } from "#runtime/state/run-queries.ts";
import type { ArtifactRef } from "#runtime/state/snapshots/artifact-checkpoint-summary.ts";
import type { CostState } from "#runtime/state/cost-state.ts";
import type { RunState, ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import { decisionsOf, type EvidenceDecision } from "./decisions.ts";
import { missingFacts } from "./missing-facts.ts";
import type { ManifestEntry } from "./output-manifest.ts";
import { type Signal, signalsOf } from "./signals.ts";

/** Everything that can be shown of some work, out of the same facts that the pages show. */
export interface EvidencePack {
  readonly format: "uar-evidence-1";
  readonly evidence_id: string;
  readonly pack_ref: string;
  readonly replay_ref: string;
  readonly scope: EvidenceScopeNote;
  readonly runs: readonly EvidenceRun[];
  readonly decisions: readonly EvidenceDecision[];
  readonly artifacts: readonly ArtifactRef[];
  readonly outputs: readonly ManifestEntry[];
  /** Where earlier messages gave way to a summary. */
  readonly boundaries: readonly Pick<
    ContextBoundary,
    "summary" | "through_sequence" | "sequence"
  >[];
  readonly usage: Usage;
  readonly cost: CostState;
  readonly signals: Readonly<Record<string, Signal>>;
  readonly verification: readonly VerificationOutcome[];
  readonly missing: readonly string[];
  readonly events: readonly RuntimeEvent[];
}

/** What the evidence is of. */
export interface EvidenceScopeNote {
  readonly session_id: string;
  readonly thread_id: string;
  readonly run_ids: readonly string[];
  readonly first_sequence: number;
  readonly through_sequence: number;
  /** Whether all of it has ended, so that nothing will be added. */
  readonly complete: boolean;
}

/** A run, as a list shows it. */
export type EvidenceRun = Pick<
  RunState,
  | "run_id"
  | "turn_id"
  | "task_id"
  | "status"
  | "agent"
  | "model"
  | "usage"
  | "first_sequence"
  | "last_sequence"
> & {
  readonly attempts: number;
  readonly input: string;
  readonly text: string;
  readonly tool_calls: readonly { tool_call_id: string; name: string; status: string }[];
} & Partial<Pick<RunState, "kind" | "cost" | "error" | "unresolved" | "started_at" | "ended_at">>;

export interface EvidenceFacts {
  readonly thread: ThreadState;
  readonly turns: readonly TurnState[];
  /** Of the scope, in order, without secrets. */
  readonly events: readonly RuntimeEvent[];
  readonly outputs: readonly ManifestEntry[];
  readonly verification: readonly VerificationOutcome[];
}

/** What the facts say: a pure function of them, as the pages are. */
export function evidencePack(
  facts: EvidenceFacts,
  refs: Pick<EvidencePack, "evidence_id" | "pack_ref" | "replay_ref">,
): EvidencePack {
  const { turns, events, outputs, verification } = facts;
  const runs = turns.map(({ run }) => run);
  const none: CostState = { amount: 0, answers: 0, unpriced: 0 };
  return {
    format: "uar-evidence-1",
    ...refs,
    scope: scopeNote(facts),
    runs: turns.map(evidenceRun),
    decisions: decisionsOf(events),
    artifacts: runs.flatMap(artifactRefs),
    outputs,
    boundaries: events.flatMap(boundaryOf),
    usage: runs.reduce<Usage>((sum, { usage }) => addUsage(sum, usage), {}),
    cost: runs.reduce((sum, { cost = none }) => addCost(sum, cost), none),
    signals: { ...signalsOf(events), verification: verified(verification) },
    verification,
    missing: missingFacts(runs, outputs),
    events,
  };
}

/** Names what the evidence is of. */
export function scopeNote({
  thread,
  turns,
  events,
}: Pick<EvidenceFacts, "thread" | "turns" | "events">): EvidenceScopeNote {
  const { session_id, thread_id } = thread;
  return {
    session_id,
    thread_id,
    run_ids: turns.map(({ run_id }) => run_id),
    first_sequence: events[0]?.sequence ?? 0,
    through_sequence: events.at(-1)?.sequence ?? 0,
    complete: turns.every(({ run }) => isTerminal(run.status)),
  };
}

function evidenceRun({ run, text: input }: TurnState): EvidenceRun {
  const { kind, cost, error, unresolved, started_at, ended_at } = run;
  return {
    run_id: run.run_id,
    turn_id: run.turn_id,
    task_id: run.task_id,
    ...(kind !== undefined && { kind }),
    status: run.status,
    agent: run.agent,
    model: run.model,
    attempts: run.recovery?.attempt ?? 1,
    input,
    text: answerText(run),
    tool_calls: run.calls.map(({ tool_call_id, name, status }) => ({ tool_call_id, name, status })),
    usage: run.usage,
    ...(cost !== undefined && { cost }),
    ...(error !== undefined && { error }),
    ...(unresolved !== undefined && { unresolved }),
    ...(started_at !== undefined && { started_at }),
    ...(ended_at !== undefined && { ended_at }),
    first_sequence: run.first_sequence,
    last_sequence: run.last_sequence,
  };
}

function artifactRefs({ run_id, artifacts }: RunState): readonly ArtifactRef[] {
  return artifacts.map(({ content: _content, height: _height, ...known }) => ({
    ...known,
    run_id,
  }));
}

function boundaryOf(event: RuntimeEvent): EvidencePack["boundaries"] {
  if (event.type !== "context.compaction.completed") return [];
  const { summary, through_sequence } = event.payload;
  return [{ summary, through_sequence, sequence: event.sequence }];
}

function addCost(left: CostState, right: CostState): CostState {
  return {
    amount: left.amount + right.amount,
    answers: left.answers + right.answers,
    unpriced: left.unpriced + right.unpriced,
  };
}

function verified(outcomes: readonly VerificationOutcome[]): Signal {
  const count = outcomes.length;
  if (count > 0) return { state: "exported", count };
  return { state: "not_applicable", count, reason: "Nobody asked to verify these runs" };
}
