import { attemptId, isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState, ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import type { WorkStatus } from "#runtime/state/work-status.ts";
import {
  headOf,
  type Observed,
  type SnapshotHead,
  statusOf,
  type Untold,
  unknown,
} from "./snapshot.ts";
import type { TurnWindow } from "./turn-window.ts";

/** One execution of a task. */
export interface TaskAttempt {
  readonly attempt_id: string;
  readonly run_id: string;
  readonly status: WorkStatus;
  /** When the task's work began; told with the newest attempt. */
  readonly started_at?: string;
  readonly ended_at?: string;
}

export interface TaskState {
  readonly task_id: string;
  readonly turn_id: string;
  readonly objective: string;
  readonly status: WorkStatus;
  readonly created_at: string;
  readonly attempts: readonly TaskAttempt[];
  /** Whether what the task made reached whoever asked for it. */
  readonly delivery: Untold;
}

/** `task_snapshot` of seed 003: a page of a thread's tasks. Each turn has one, without edges yet. */
export interface TaskSnapshot extends SnapshotHead<"task_snapshot"> {
  readonly tasks: readonly TaskState[];
  readonly counts: { readonly open: number; readonly ended: number };
  readonly graph: Untold;
  readonly history_cursor?: string;
}

export function taskSnapshot(
  state: ThreadState,
  observed: Observed,
  { turns, history_cursor }: TurnWindow,
): TaskSnapshot {
  const ended = state.turns.filter(({ run }) => isTerminal(run.status)).length;
  return {
    ...headOf("task_snapshot", state, observed),
    tasks: turns.map((turn) => taskOf(turn, state, observed)),
    counts: { open: state.turns.length - ended, ended },
    graph: unknown("No event of this thread links its tasks"),
    ...(history_cursor !== undefined && { history_cursor }),
  };
}

/** The task of one turn with its attempts. */
export function taskOf(turn: TurnState, state: ThreadState, observed: Observed): TaskState {
  const status = statusOf(turn.run, state, observed);
  return {
    task_id: turn.task_id,
    turn_id: turn.turn_id,
    objective: turn.text,
    status,
    created_at: turn.submitted_at,
    attempts: attemptsOf(turn.run, status),
    delivery: unknown("Readers do not say what has reached them"),
  };
}

/** Each attempt before the newest was cut off: its worker was lost. */
function attemptsOf(run: RunState, status: WorkStatus): readonly TaskAttempt[] {
  const { run_id, started_at, ended_at, recovery } = run;
  if (started_at === undefined) return [];
  const newest = recovery?.attempt ?? 1;
  const before = Array.from({ length: newest - 1 }, (_, index) => ({
    attempt_id: attemptId(run_id, index + 1),
    run_id,
    status: "lost" as const,
  }));
  const now = { attempt_id: attemptId(run_id, newest), run_id, status, started_at };
  return [...before, { ...now, ...(ended_at !== undefined && { ended_at }) }];
}
