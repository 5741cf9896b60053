import { z } from "zod";

import type { EventDraft } from "#runtime/event/catalogue.ts";
import { activeRun } from "#runtime/state/run-queries.ts";
import { inputOf, isSameInput } from "#runtime/state/turn-input.ts";
import { type QueueSnapshot, queueSnapshot } from "#runtime/state/snapshots/queue-snapshot.ts";
import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import { command } from "./command.ts";
import { requireThread } from "./find-thread.ts";
import { observe } from "./observed.ts";
import {
  cancelRequest,
  changeQueued,
  checkWaits,
  type QueueAnswer,
  removal,
} from "./queued-turn.ts";
import { MessageInput, turnInput } from "./message-input.ts";

const Queued = z.strictObject({
  queued_turn_id: z.string().min(1),
  session_id: z.string().exactOptional(),
  thread_id: z.string().exactOptional(),
});

export const listQueue = command({
  name: "list_queue",
  description: "The turns that wait in a thread, next first",
  kind: "read",
  input: z.strictObject({ thread_id: z.string().min(1) }),
  async run({ thread_id }, services): Promise<QueueSnapshot> {
    const thread = await requireThread(services, "thread", thread_id);
    return queueSnapshot(await thread.state(), observe(thread, services));
  },
});

export const editQueuedTurn = command({
  name: "edit_queued_turn",
  description: "Changes the words of a turn that has not begun",
  kind: "write",
  input: Queued.extend({ input: MessageInput }),
  async run({ queued_turn_id: id, input: asked }, services): Promise<QueueAnswer> {
    const input = await turnInput(asked, services);
    return changeQueued(id, services, (state, turn) => {
      checkWaits(state, turn);
      if (isSameInput(turn, { ...inputOf(turn), ...input })) return [];
      const queue = [...state.queue];
      return [{ type: "queue.changed", turn_id: id, payload: { change: "edited", queue, input } }];
    });
  },
});

export const removeQueuedTurn = command({
  name: "remove_queued_turn",
  description: "Takes a turn out of the queue; it will not run",
  kind: "write",
  input: Queued.extend({ reason: z.string().max(500).default("Removed by you") }),
  async run({ queued_turn_id: id, reason }, services): Promise<QueueAnswer> {
    return changeQueued(id, services, (state, turn) => {
      if (wasRemoved(turn)) return [];
      checkWaits(state, turn);
      return removal(state, turn.run, reason);
    });
  },
});

export const promoteQueuedTurn = command({
  name: "promote_queued_turn",
  description: "Moves a waiting turn ahead: to the front, or to a place counted from 0",
  kind: "write",
  input: Queued.extend({ position: z.int().min(0).default(0) }),
  async run({ queued_turn_id: id, position }, services): Promise<QueueAnswer> {
    return changeQueued(id, services, (state, turn) => {
      checkWaits(state, turn);
      return moved(state, id, position);
    });
  },
});

export const steerTurn = command({
  name: "steer_turn",
  description: "Sends a waiting turn now: it goes to the front, and the run before it is stopped",
  kind: "write",
  input: Queued.extend({ reason: z.string().max(500).default("Stopped for your next message") }),
  async run({ queued_turn_id: id, reason }, services): Promise<QueueAnswer> {
    return changeQueued(id, services, (state, turn) => {
      checkWaits(state, turn);
      return [...moved(state, id, 0), ...stopped(state, reason)];
    });
  },
});

function wasRemoved({ run }: TurnState): boolean {
  return run.status === "cancelled" && run.started_at === undefined;
}

function moved({ queue }: ThreadState, id: string, position: number): readonly EventDraft[] {
  const after = queue.filter((known) => known !== id).toSpliced(position, 0, id);
  if (after.every((known, index) => known === queue[index])) return [];
  return [{ type: "queue.changed", turn_id: id, payload: { change: "promoted", queue: after } }];
}

/** The thread's run makes way; one that is about to begin does so too. */
function stopped(state: ThreadState, reason: string): readonly EventDraft[] {
  const taken = state.turns.find(
    ({ turn_id, run }) => run.status === "queued" && !state.queue.includes(turn_id),
  );
  const run = activeRun(state) ?? taken?.run;
  return run === undefined || run.cancel !== undefined ? [] : [cancelRequest(run, reason)];
}
