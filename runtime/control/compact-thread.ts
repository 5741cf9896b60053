import { z } from "zod";

import type { EventDraft } from "#runtime/event/catalogue.ts";
import { chooseCut } from "#runtime/pmpo/compaction/cut.ts";
import { activeRun, isTerminal } from "#runtime/state/run-queries.ts";
import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import { command, type ControlServices } from "./command.ts";
import { requireThread } from "./find-thread.ts";

const Input = z
  .strictObject({
    thread_id: z.string().min(1).exactOptional(),
    session_id: z.string().min(1).exactOptional(),
    /** Sent twice with the same key, it is one summary. */
    idempotency_key: z.string().min(1).max(200).exactOptional(),
  })
  .refine(({ thread_id, session_id }) => (thread_id ?? session_id) !== undefined, {
    error: "Name what to summarise by thread_id or session_id",
  });

/** The turn that summarises. `queued`: it waits for the run before it. `no_op`: there is nothing to summarise. */
export interface CompactedThread {
  readonly status: "accepted" | "queued" | "no_op";
  readonly session_id: string;
  readonly thread_id: string;
  readonly turn_id?: string;
  readonly task_id?: string;
  readonly run_id?: string;
  readonly reason?: string;
}

export const compactThread = command({
  name: "compact_thread",
  description:
    "Puts a summary in the place of a thread's earlier messages, once the run before it has ended",
  kind: "write",
  input: Input,
  async run({ thread_id, session_id, idempotency_key: key }, services): Promise<CompactedThread> {
    const id = thread_id ?? session_id ?? "";
    const kind = thread_id === undefined ? "session" : "thread";
    const thread = await requireThread(services, kind, id);
    return services.threads.exclusive(thread.thread_id, async () => {
      const state = await thread.state();
      const before = state.turns.find((turn) => isSame(turn, key));
      if (before !== undefined) return answer(state, before);
      const isBusy = activeRun(state) !== undefined || state.turns.some(isWaiting);
      if (!isBusy && chooseCut(state, keptMessages(state, services)) === undefined) {
        const { session_id: session } = state;
        const reason = "There is nothing to summarise yet";
        return { status: "no_op", session_id: session, thread_id: state.thread_id, reason };
      }
      await thread.append(turnDrafts(state, isBusy, key, services));
      services.queue.wake(thread);
      const changed = await thread.state();
      const turn = changed.turns.find((known) => isSame(known, key));
      if (turn === undefined) throw new Error("The thread lost the turn that was just written");
      return answer(changed, turn);
    });
  },
});

/** A summary that was asked for with this key, or one that is still to come: a second one would say the same. */
function isSame({ run, idempotency_key }: TurnState, key: string | undefined): boolean {
  if (run.kind !== "compaction") return false;
  return (key !== undefined && idempotency_key === key) || !isTerminal(run.status);
}

function isWaiting({ run }: TurnState): boolean {
  return run.status === "queued";
}

function answer(
  { session_id, thread_id, queue }: ThreadState,
  { turn_id, task_id, run_id }: TurnState,
): CompactedThread {
  const status = queue.includes(turn_id) ? "queued" : "accepted";
  return { status, session_id, thread_id, turn_id, task_id, run_id };
}

function keptMessages(state: ThreadState, { agents }: ControlServices): number {
  return agents.resolve(optionsOf(state).agent).context.keep_messages;
}

/** Whoever answered last summarises. */
function optionsOf({ turns }: ThreadState): TurnState["options"] {
  return turns.findLast(({ run }) => run.kind === undefined)?.options ?? {};
}

const REQUEST = "Summarise the conversation so far";

function turnDrafts(
  state: ThreadState,
  isBusy: boolean,
  key: string | undefined,
  { ids }: ControlServices,
): readonly EventDraft[] {
  const turn_id = ids.next("t");
  const turn = { turn_id, task_id: ids.next("task"), run_id: ids.next("r") };
  const payload = {
    input: { text: REQUEST },
    options: optionsOf(state),
    kind: "compaction",
    ...(key !== undefined && { idempotency_key: key }),
  } as const;
  const queue = [...state.queue, turn_id];
  const queued = { type: "queue.changed", turn_id, payload: { change: "queued", queue } } as const;
  return [
    { type: "turn.submitted", ...turn, payload },
    { type: "task.created", ...turn, payload: { objective: REQUEST } },
    { type: "task.queued", ...turn, payload: {} },
    ...(isBusy ? [queued] : []),
  ];
}
