import type { Imported } from "#runtime/event/session.ts";
import type { Usage } from "#runtime/event/shared.ts";
import { pendingApprovals } from "./run-queries.ts";
import type { ApprovalState } from "./approval-state.ts";
import type { RunStatus, ThreadState, TurnState } from "./thread-state.ts";

/** What a list shows of a thread: of a branch, what happened in it since it left its origin. */
export interface ThreadSummary {
  readonly session_id: string;
  readonly thread_id: string;
  /** The last event that it knows of. */
  readonly sequence: number;
  readonly title: string;
  readonly pinned: boolean;
  readonly archived: boolean;
  readonly created_at: string;
  readonly updated_at: string;
  /** The status of the newest run; absent in a thread without turns. */
  readonly status?: RunStatus;
  /** Where it comes from, if it was not recorded here. */
  readonly imported?: Imported;
  readonly runs: readonly RunSummary[];
  readonly pending: readonly ApprovalState[];
  /** Tools that a person allowed for the session. */
  readonly allowances: readonly string[];
  /** All turns that the thread shows, in order; in a branch also those of its origin. */
  readonly turn_ids: readonly string[];
  readonly forked_from?: ThreadState["forked_from"];
  /** Told by the session's first thread. */
  readonly active_thread_id?: string;
  readonly hidden?: true;
  /** In a child agent's thread, the run that it works for. */
  readonly spawned_by?: ThreadState["spawned_by"];
}

/** What a list shows of a run. */
export interface RunSummary {
  readonly run_id: string;
  readonly turn_id: string;
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
  /** The first of the turns that its turn is an alternative of. */
  readonly replaces?: string;
  readonly forked_from?: { readonly run_id: string; readonly sequence: number };
}

/** The short form of a thread, for lists. */
export function summarise(state: ThreadState): ThreadSummary {
  const status = state.turns.at(-1)?.run.status;
  const { imported, forked_from, active_thread_id, hidden, spawned_by } = state;
  const own = state.turns.filter(({ run }) => run.thread_id === state.thread_id);
  return {
    session_id: state.session_id,
    thread_id: state.thread_id,
    sequence: state.sequence,
    title: state.title,
    pinned: state.pinned,
    archived: state.archived,
    created_at: state.created_at,
    updated_at: state.updated_at,
    ...(status !== undefined && { status }),
    ...(imported !== undefined && { imported }),
    runs: own.map(summariseRun),
    pending: pendingApprovals(state),
    allowances: state.allowances,
    turn_ids: state.turns.map(({ turn_id }) => turn_id),
    ...(forked_from !== undefined && { forked_from }),
    ...(active_thread_id !== undefined && { active_thread_id }),
    ...(hidden === true && { hidden }),
    ...(spawned_by !== undefined && { spawned_by }),
  };
}

/** The short form of a turn's run, for lists. */
export function summariseRun({ run, text, submitted_at, replaces }: TurnState): RunSummary {
  const { started_at, ended_at, forked_from: fork } = run;
  const forked_from = fork && { run_id: fork.run_id, sequence: fork.sequence };
  return {
    run_id: run.run_id,
    turn_id: run.turn_id,
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
    ...(replaces !== undefined && { replaces }),
    ...(forked_from !== undefined && { forked_from }),
  };
}

/** The order of lists: what changed last is first; of what changed in one millisecond, what was made last. */
export function newestFirst(
  left: Pick<ThreadSummary, "updated_at" | "thread_id">,
  right: Pick<ThreadSummary, "updated_at" | "thread_id">,
): number {
  return (
    right.updated_at.localeCompare(left.updated_at) || right.thread_id.localeCompare(left.thread_id)
  );
}
