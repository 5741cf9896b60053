import type { ThreadState } from "#runtime/state/thread-state.ts";
import { headOf, type Observed, type SnapshotHead, type Standing, standingOf } from "./snapshot.ts";

export interface QueuedTurn {
  readonly turn_id: string;
  readonly task_id: string;
  readonly run_id: string;
  readonly position: number;
  readonly text: string;
  readonly submitted_at: string;
  readonly edited_at?: string;
  readonly agent?: string;
  readonly model?: string;
}

/** `queue_snapshot` of seed 003: what waits in a thread, next first, and what it waits for. */
export interface QueueSnapshot extends SnapshotHead<"queue_snapshot"> {
  readonly queue: readonly QueuedTurn[];
  readonly policy: "one_at_a_time";
  /** `idle`: nothing waits. `waiting`: turns wait that nobody works on; `resume_thread` goes on. */
  readonly resume: "idle" | "working" | "waiting";
}

export function queueSnapshot(state: ThreadState, observed: Observed): QueueSnapshot {
  return {
    ...headOf("queue_snapshot", state, observed, standing(state, observed)),
    queue: state.queue.flatMap((turnId) => queuedTurns(state, turnId)).map(withPosition),
    policy: "one_at_a_time",
    resume: observed.working ? "working" : state.queue.length === 0 ? "idle" : "waiting",
  };
}

function standing(state: ThreadState, observed: Observed): Standing {
  const known = standingOf(state, observed);
  return known.state === "unknown" ? { state: "current" } : known;
}

function queuedTurns(
  { turns }: ThreadState,
  turnId: string,
): readonly Omit<QueuedTurn, "position">[] {
  return turns
    .filter(({ turn_id }) => turn_id === turnId)
    .map(({ turn_id, task_id, run_id, text, submitted_at, edited_at, options }) => ({
      turn_id,
      task_id,
      run_id,
      text,
      submitted_at,
      ...(edited_at !== undefined && { edited_at }),
      ...options,
    }));
}

function withPosition(turn: Omit<QueuedTurn, "position">, position: number): QueuedTurn {
  return { ...turn, position };
}
