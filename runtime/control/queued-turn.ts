import type { EventDraft } from "#runtime/event/catalogue.ts";
import { failed } from "#runtime/pmpo/ending.ts";
import { findTurn, runIds } from "#runtime/state/run-queries.ts";
import { type QueueSnapshot, queueSnapshot } from "#runtime/state/snapshots/queue-snapshot.ts";
import type { RunState, ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import { CommandError, type ControlServices } from "./command.ts";
import { requireThread } from "./find-thread.ts";
import { observe } from "./observed.ts";

/** What a command on the queue came to. `no_op`: it was so already. */
export interface QueueAnswer {
  readonly status: "accepted" | "no_op";
  readonly queue: QueueSnapshot;
}

/** What a command does to a waiting turn; no drafts where nothing has to change. */
export type QueueChange = (state: ThreadState, turn: TurnState) => readonly EventDraft[];

/**
 * Changes the queue around one of its turns. Commands and the worker take turns at a thread (T5), so
 * a turn that is found here waits until the change is durable.
 */
export async function changeQueued(
  queuedTurnId: string,
  services: ControlServices,
  change: QueueChange,
): Promise<QueueAnswer> {
  const thread = await requireThread(services, "turn", queuedTurnId);
  return services.threads.exclusive(thread.thread_id, async () => {
    const state = await thread.state();
    const turn = findTurn(state, queuedTurnId);
    if (turn === undefined) throw new CommandError("not_found", `No turn "${queuedTurnId}"`);
    const drafts = change(state, turn);
    if (drafts.length > 0) await thread.append(drafts);
    const queue = queueSnapshot(await thread.state(), observe(thread, services));
    return { status: drafts.length > 0 ? "accepted" : "no_op", queue };
  });
}

/** Refuses a turn that waits no longer: what has begun is stopped, not edited. */
export function checkWaits(state: ThreadState, { turn_id, run }: TurnState): void {
  if (state.queue.includes(turn_id)) return;
  const message = `The turn "${turn_id}" no longer waits in the queue: its run is ${run.status}`;
  throw new CommandError("conflict", message, { turn_id, status: run.status });
}

/** Ends a run that never left the queue: no loop could end it (R1). */
export function removal(state: ThreadState, run: RunState, reason: string): readonly EventDraft[] {
  const { turn_id } = run;
  const error = { code: "cancelled", message: "Removed from the queue by you" };
  const queue = state.queue.filter((id) => id !== turn_id);
  return [
    cancelRequest(run, reason),
    ...failed(run, "cancelled", error).map((draft) => ({ ...runIds(run), ...draft })),
    { type: "queue.changed", turn_id, payload: { change: "removed", queue } },
  ];
}

/** Asks a run to stop (R6, first rung), or one that is stopping to end at once. */
export function cancelRequest(run: RunState, reason: string): EventDraft {
  const forced = run.cancel !== undefined && ({ forced: true } as const);
  const payload = { reason, requested_by: "person", ...forced } as const;
  return { type: "task.cancel_requested", ...runIds(run), payload };
}
