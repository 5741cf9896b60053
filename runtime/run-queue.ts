import type { RunState, ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import { failed } from "#runtime/pmpo/ending.ts";
import { historyBefore } from "#runtime/pmpo/messages.ts";
import type { RunContext } from "./run-context.ts";
import { SERVER_STOPPED, type UniversalAgentRuntime } from "./runtime.ts";
import type { Thread } from "./thread.ts";

/**
 * Runs the submitted turns of each thread, one after the other; threads run side by side.
 * Nobody's request waits here: a turn is in the log before it comes, and its run goes on without
 * whoever sent it (R6).
 */
export class RunQueue {
  readonly #runtime: UniversalAgentRuntime;
  readonly #report: (thread: Thread, failure: unknown) => void;
  readonly #halt = new AbortController();
  readonly #workers = new Map<string, Promise<void>>();
  /** Threads that were woken while their worker may already have looked for the last time. */
  readonly #wokenAgain = new Set<string>();

  /** `report` hears of a thread that could not go on, which only a failing log can cause. */
  constructor(runtime: UniversalAgentRuntime, report: (thread: Thread, failure: unknown) => void) {
    this.#runtime = runtime;
    this.#report = report;
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

  /** Ends the runs that a former process left open, honestly, then goes on with the queue. */
  async recover(thread: Thread): Promise<void> {
    const { turns } = await thread.state();
    for (const { run } of turns) {
      if (run.status === "queued" || isTerminal(run.status)) continue;
      await thread.append(
        failed(run, "lost", SERVER_STOPPED).map((draft) => ({ ...idsOf(run), ...draft })),
      );
    }
    this.wake(thread);
  }

  /** Stops taking turns and ends the running ones as lost, within what their parts need to stop. */
  async drain(): Promise<void> {
    this.#halt.abort(new Error("The server is stopping"));
    await Promise.all(this.#workers.values());
  }

  async #work(thread: Thread): Promise<void> {
    while (!this.#halt.signal.aborted) {
      const state = await thread.state();
      const turn = state.turns.find(({ run }) => run.status === "queued");
      if (turn === undefined) return;
      await leaveQueue(thread, state, turn);
      await this.#runtime.startRun(contextOf(state, turn), thread, this.#halt.signal);
    }
  }
}

async function leaveQueue(thread: Thread, state: ThreadState, turn: TurnState): Promise<void> {
  if (!state.queue.includes(turn.turn_id)) return;
  const queue = state.queue.filter((id) => id !== turn.turn_id);
  await thread.append([{ type: "queue.changed", payload: { change: "started", queue } }]);
}

function contextOf(state: ThreadState, turn: TurnState): RunContext {
  const { agent, model } = turn.options;
  return {
    run_id: turn.run_id,
    session_id: state.session_id,
    thread_id: state.thread_id,
    turn_id: turn.turn_id,
    task_id: turn.task_id,
    messages: historyBefore(state, turn.turn_id),
    user_input: turn.text,
    ...(agent !== undefined && { agent }),
    ...(model !== undefined && { model }),
  };
}

function idsOf({ turn_id, task_id, run_id }: RunState) {
  return { turn_id, task_id, run_id, attempt_id: run_id };
}
