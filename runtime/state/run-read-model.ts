import type { Usage } from "#runtime/event/shared.ts";
import { answerText } from "./run-queries.ts";
import type { ApprovalState } from "./approval-state.ts";
import type { CitationState, RunState, RunStatus, ToolCallState } from "./thread-state.ts";

/** A run as programs read it (`GET /runs/:id.json`). What is not known is absent, never guessed. */
export interface RunReadModel {
  readonly run_id: string;
  readonly turn_id: string;
  readonly task_id: string;
  readonly session_id: string;
  readonly thread_id: string;
  /** Absent for a run that answers. */
  readonly kind?: RunState["kind"];
  readonly status: RunStatus;
  readonly agent: string;
  readonly model: string;
  readonly input: string;
  readonly text: string;
  readonly reasoning: string;
  readonly tool_calls: readonly ToolCallState[];
  readonly citations: readonly CitationState[];
  readonly approvals: readonly ApprovalState[];
  readonly artifacts: readonly { artifact_id: string; title: string; version: number }[];
  readonly usage: Usage;
  readonly cost?: RunState["cost"];
  readonly routing?: RunState["routing"];
  readonly error?: RunState["error"];
  /** Calls that did not end when the run was stopped. */
  readonly unresolved?: RunState["unresolved"];
  readonly started_at?: string;
  readonly ended_at?: string;
  readonly first_sequence: number;
  readonly last_sequence: number;
}

/** The read model of a run; `input` is what the person sent. */
export function runReadModel(run: RunState, input: string): RunReadModel {
  const { kind, cost, routing, error, unresolved, started_at, ended_at } = run;
  return {
    run_id: run.run_id,
    turn_id: run.turn_id,
    task_id: run.task_id,
    session_id: run.session_id,
    thread_id: run.thread_id,
    ...(kind !== undefined && { kind }),
    status: run.status,
    agent: run.agent,
    model: run.model,
    input,
    text: answerText(run),
    reasoning: reasoningText(run),
    tool_calls: run.calls,
    citations: run.citations,
    approvals: run.approvals,
    artifacts: run.artifacts.map(({ artifact_id, title, version }) => ({
      artifact_id,
      title,
      version,
    })),
    usage: run.usage,
    ...(cost !== undefined && { cost }),
    ...(routing !== undefined && { routing }),
    ...(error !== undefined && { error }),
    ...(unresolved !== undefined && { unresolved }),
    ...(started_at !== undefined && { started_at }),
    ...(ended_at !== undefined && { ended_at }),
    first_sequence: run.first_sequence,
    last_sequence: run.last_sequence,
  };
}

function reasoningText(run: RunState): string {
  return run.parts
    .filter((part) => part.kind === "reasoning")
    .map((part) => part.text)
    .join("\n\n");
}
