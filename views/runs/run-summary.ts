import { isTerminal } from "#runtime/state/run-queries.ts";
import type { Imported } from "#runtime/event/session.ts";
import type { RunStatus, ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import { questionOf } from "#runtime/state/turn-input.ts";
import { span } from "#views/duration.ts";
import { runStrip, type StripMark } from "./run-strip.ts";

/** One line of the runs list. */
export interface RunSummary {
  readonly run_id: string;
  readonly session_id: string;
  /** The session's title; empty when it has none. */
  readonly title: string;
  readonly question: string;
  readonly agent: string;
  readonly model: string;
  readonly status: RunStatus;
  readonly submitted_at: string;
  /** Absent as long as the run goes on, and where nobody knows. */
  readonly duration_ms?: number;
  /** Absent when no model said. */
  readonly tokens?: number;
  readonly tools: number;
  readonly strip: readonly StripMark[];
  /** Where it comes from, if it was not recorded here. */
  readonly imported?: Imported;
}

/** What the runs list says of one turn's run. */
export function summariseRun(
  turn: TurnState,
  { title, imported }: Pick<ThreadState, "title" | "imported">,
): RunSummary {
  const { run } = turn;
  const hasDuration = isTerminal(run.status) && imported?.times !== "unknown";
  const { input_tokens: input, output_tokens: output } = run.usage;
  return {
    run_id: run.run_id,
    session_id: run.session_id,
    title,
    question: questionOf(turn),
    agent: run.agent,
    model: run.model,
    status: run.status,
    submitted_at: turn.submitted_at,
    ...(hasDuration && { duration_ms: span(run.started_at, run.ended_at) }),
    ...((input ?? output) !== undefined && { tokens: (input ?? 0) + (output ?? 0) }),
    tools: run.calls.length,
    strip: runStrip(run),
    ...(imported !== undefined && { imported }),
  };
}
