import type { Usage } from "#runtime/event/shared.ts";
import { pendingApprovals } from "./run-queries.ts";
import type { ApprovalState, RunStatus, ThreadState, TurnState } from "./thread-state.ts";

/** What a list shows of a thread. */
export interface ThreadSummary {
  readonly session_id: string;
  readonly thread_id: string;
  readonly title: string;
  readonly pinned: boolean;
  readonly archived: boolean;
  readonly created_at: string;
  readonly updated_at: string;
  /** The status of the newest run; absent in a thread without turns. */
  readonly status?: RunStatus;
  readonly runs: readonly RunSummary[];
  readonly pending: readonly ApprovalState[];
  /** Tools that a person allowed for the session. */
  readonly allowances: readonly string[];
}

/** What a list shows of a run. */
export interface RunSummary {
  readonly run_id: string;
  readonly session_id: string;
  readonly thread_id: string;
  readonly text: string;
  readonly status: RunStatus;
  readonly agent: string;
  readonly model: string;
  readonly submitted_at: string;
  readonly started_at?: string;
  readonly ended_at?: string;
  readonly tool_calls: number;
  /** The names of the tools that it called, each once. */
  readonly tools: readonly string[];
  readonly usage: Usage;
  readonly first_sequence: number;
  readonly last_sequence: number;
}

/** The short form of a thread, for lists. */
export function summarise(state: ThreadState): ThreadSummary {
  const status = state.turns.at(-1)?.run.status;
  return {
    session_id: state.session_id,
    thread_id: state.thread_id,
    title: state.title,
    pinned: state.pinned,
    archived: state.archived,
    created_at: state.created_at,
    updated_at: state.updated_at,
    ...(status !== undefined && { status }),
    runs: state.turns.map(summariseRun),
    pending: pendingApprovals(state),
    allowances: state.allowances,
  };
}

/** The short form of a turn's run, for lists. */
export function summariseRun({ run, text, submitted_at }: TurnState): RunSummary {
  const { started_at, ended_at } = run;
  return {
    run_id: run.run_id,
    session_id: run.session_id,
    thread_id: run.thread_id,
    text,
    status: run.status,
    agent: run.agent,
    model: run.model,
    submitted_at,
    ...(started_at !== undefined && { started_at }),
    ...(ended_at !== undefined && { ended_at }),
    tool_calls: run.calls.length,
    tools: [...new Set(run.calls.map(({ name }) => name))],
    usage: run.usage,
    first_sequence: run.first_sequence,
    last_sequence: run.last_sequence,
  };
}
