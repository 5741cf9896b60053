import type { EvidenceState } from "./evidence-state.ts";
import { isTerminal } from "./run-queries.ts";
import type { RunState, ToolCallState, TurnState } from "./thread-state.ts";

/** How far a signal of a run can be shown, in the words of the Agent Runtime draft. */
export type SignalState = "exported" | "not_applicable" | "unsupported" | "missing_correlation";

/** What may be shown of a run. */
export const SIGNALS = [
  "timeline",
  "context",
  "routing",
  "model",
  "reasoning",
  "tool_calls",
  "permissions",
  "sandbox",
  "processes",
  "artifacts",
  "citations",
  "cost",
  "limits",
  "outcome",
  "traces",
  "verification",
  "reviews",
] as const;
export type Signal = (typeof SIGNALS)[number];

/** Each signal of one run. Nothing that does not concern the run is called a gap. */
export interface EvidenceSignals {
  readonly signals: Readonly<Record<Signal, SignalState>>;
  /** Signals that concern the run, and cannot be joined to it. */
  readonly known_gaps: readonly Signal[];
}

/** Tells which signals of a turn's run its events carry, beside the evidence that others made of it. */
export function evidenceSignals(
  { run, trace_id }: TurnState,
  evidence: readonly EvidenceState[],
): EvidenceSignals {
  const verified = evidence.some(
    (known) => known.run_id === run.run_id && known.verification_outcomes !== undefined,
  );
  const signals: Record<Signal, SignalState> = {
    timeline: "exported",
    context: present(run.context),
    routing: present(run.routing),
    model: whereAny(run.steps),
    reasoning: whereAny(run.parts.filter(({ kind }) => kind === "reasoning")),
    tool_calls: joined(run.calls, (call) => isAskedFor(run, call)),
    permissions: permissions(run),
    sandbox: present(run.environment?.sandbox),
    processes: whereAny(run.environment?.processes ?? []),
    artifacts: whereAny(run.artifacts),
    citations: whereAny(run.citations),
    cost: present(run.cost),
    limits: present(run.limits),
    outcome: isTerminal(run.status) ? "exported" : "not_applicable",
    traces: trace_id === undefined ? "unsupported" : "exported",
    verification: verified ? "exported" : "unsupported",
    reviews: "unsupported",
  };
  const known_gaps = SIGNALS.filter((name) => signals[name] === "missing_correlation");
  return { signals, known_gaps };
}

function present(value: unknown): SignalState {
  return value === undefined ? "not_applicable" : "exported";
}

function whereAny(facts: readonly unknown[]): SignalState {
  return facts.length === 0 ? "not_applicable" : "exported";
}

/** Facts that do not say what they belong to cannot be shown as a part of the run's story. */
function joined<Fact>(facts: readonly Fact[], isJoined: (fact: Fact) => boolean): SignalState {
  if (facts.length === 0) return "not_applicable";
  return facts.every(isJoined) ? "exported" : "missing_correlation";
}

function isAskedFor({ steps }: RunState, call: ToolCallState): boolean {
  const answers = steps.filter(({ state }) => state === "completed");
  // A request that broke off names none of its calls; its stream does. So does that of a provider.
  if (answers.length < steps.length || call.provider_executed === true) return true;
  return answers.some(({ tool_calls }) =>
    tool_calls.some(({ tool_call_id }) => tool_call_id === call.tool_call_id),
  );
}

function permissions({ calls, approvals }: RunState): SignalState {
  const judged = calls.filter(({ verdict }) => verdict !== undefined);
  if (judged.length === 0 && approvals.length === 0) return "not_applicable";
  const isJoined = approvals.every(({ tool_call_id }) =>
    calls.some((call) => call.tool_call_id === tool_call_id && call.name !== ""),
  );
  return isJoined ? "exported" : "missing_correlation";
}
