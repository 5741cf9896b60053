import { withRecord } from "#runtime/fork/with-record.ts";
import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import { historyBefore } from "#runtime/pmpo/messages.ts";
import { isStarted } from "#runtime/recovery/attempt.ts";
import type { RunContext } from "./run-context.ts";
import type { UniversalAgentRuntime } from "./runtime.ts";
import type { Thread } from "./thread.ts";
import type { Threads } from "./threads.ts";

/**
 * Runs the submitted turns of each thread, one after the other; threads run side by side.
 * Nobody's request waits here: a turn is in the log before it comes, and its run goes on without
 * whoever sent it (R6).
 */
export class RunQueue {
  readonly #runtime: UniversalAgentRuntime;
  readonly #threads: Pick<Threads, "exclusive" | "find">;
  readonly #report: (thread: Thread, failure: unknown) => void;
  readonly #halt = new AbortController();
  readonly #workers = new Map<string, Promise<void>>();
  /** Threads that were woken while their worker may already have looked for the last time. */
  readonly #wokenAgain = new Set<string>();

  /** `report` hears of a thread that could not go on, which only a failing log can cause. */
  constructor(
    runtime: UniversalAgentRuntime,
    threads: Pick<Threads, "exclusive" | "find">,
    report: (thread: Thread, failure: unknown) => void,
  ) {
    this.#runtime = runtime;
    this.#threads = threads;
    this.#report = report;
  }

  /** Whether this process works on the thread now. */
  works(threadId: string): boolean {
    return this.#workers.has(threadId);
  }

  /** Makes sure that somebody works on the thread's queue. */
  wake(thread: Thread): void {
    const id = thread.thread_id;
    if (this.#halt.signal.aborted) return;
    if (this.#workers.has(id)) {
      this.#wokenAgain.add(id);
      return;
    }
    const worker = this.#work(thread)
      .catch((failure: unknown) => this.#report(thread, failure))
      .finally(() => {
        this.#workers.delete(id);
        if (this.#wokenAgain.delete(id)) this.wake(thread);
      });
    this.#workers.set(id, worker);
  }

  /** Stops taking turns and puts the running ones aside, within what their parts need to stop. */
  async drain(): Promise<void> {
    this.#halt.abort(new Error("The server is stopping"));
    await Promise.all(this.#workers.values());
  }

  async #work(thread: Thread): Promise<void> {
    while (!this.#halt.signal.aborted) {
      const context = await this.#threads.exclusive(thread.thread_id, () => takeNext(thread));
      if (this.#halt.signal.aborted) return;
      if (context === undefined) return this.#runtime.settle(thread);
      const whole = await withRecord(context, await thread.state(), this.#threads);
      await this.#runtime.startRun(whole, thread, this.#halt.signal);
    }
  }
}

/**
 * Takes the thread's next turn out of its queue. A command that changes the queue has its turn
 * before or after this, never in between (T5): what left the queue runs, and only that.
 */
async function takeNext(thread: Thread): Promise<RunContext | undefined> {
  const state = await thread.state();
  if (state.imported !== undefined) return undefined;
  const turn = nextTurn(state);
  if (turn === undefined) return undefined;
  if (state.queue.includes(turn.turn_id)) {
    const queue = state.queue.filter((id) => id !== turn.turn_id);
    const payload = { change: "started", queue } as const;
    await thread.append([{ type: "queue.changed", turn_id: turn.turn_id, payload }]);
  }
  return contextOf(state, turn);
}

/**
 * A run that is begun and not at its end has lost its worker: it goes on before any other (R3). Then
 * comes a turn that never had to queue, or left the queue before a crash, then those in the queue.
 */
function nextTurn({ turns, queue }: ThreadState): TurnState | undefined {
  const cutOff = turns.find(({ run }) => isStarted(run) && !isTerminal(run.status));
  if (cutOff !== undefined) return cutOff;
  const waiting = turns.filter(({ run }) => run.status === "queued");
  const taken = waiting.find(({ turn_id }) => !queue.includes(turn_id));
  if (taken !== undefined) return taken;
  const first = queue.find((id) => waiting.some(({ turn_id }) => turn_id === id));
  return waiting.find(({ turn_id }) => turn_id === first);
}

/** Everything that the run of a turn starts from, as the log tells it. */
export function contextOf(state: ThreadState, turn: TurnState): RunContext {
  const { agent, model } = turn.options;
  return {
    run_id: turn.run_id,
    session_id: state.session_id,
    thread_id: state.thread_id,
    turn_id: turn.turn_id,
    task_id: turn.task_id,
    messages: historyBefore(state, turn.turn_id),
    user_input: turn.text,
    ...(turn.attachments !== undefined && { attachments: turn.attachments }),
    ...(agent !== undefined && { agent }),
    ...(model !== undefined && { model }),
    ...(state.spawned_by !== undefined && { spawned_by: state.spawned_by }),
    ...(turn.request !== undefined && { request: turn.request }),
  };
}
