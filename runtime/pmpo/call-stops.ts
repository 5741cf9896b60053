import type { EventSink } from "#runtime/sink.ts";
import { findRun } from "#runtime/state/run-queries.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";

/** Tells each running call when it is to stop: with its run, or alone. Only the log says so (R6). */
export class CallStops {
  readonly #sink: EventSink;
  readonly #runId: string;
  readonly #run: AbortSignal;
  readonly #over = new AbortController();

  constructor(sink: EventSink, runId: string, run: AbortSignal) {
    this.#sink = sink;
    this.#runId = runId;
    this.#run = run;
  }

  signalFor(toolCallId: string): AbortSignal {
    const alone = new AbortController();
    this.#sink
      .until((state) => this.#isAsked(state, toolCallId), this.#over.signal)
      .then(
        () => alone.abort(new Error("The call was stopped")),
        () => {}, // No call is left.
      );
    return AbortSignal.any([this.#run, alone.signal]);
  }

  end(): void {
    this.#over.abort();
  }

  #isAsked(state: ThreadState, toolCallId: string): boolean {
    const calls = findRun(state, this.#runId)?.calls ?? [];
    return calls.some((call) => call.tool_call_id === toolCallId && call.cancel !== undefined);
  }
}
