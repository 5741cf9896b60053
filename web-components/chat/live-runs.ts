import { isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState } from "#runtime/state/thread-state.ts";

/** The runs of a thread that are not over, and which of them the page is about. */
export class LiveRuns {
  readonly #runs = new Map<string, RunState>();

  /** Takes a run's newest state. Answers whether the places around the thread should show it. */
  take(run: RunState): boolean {
    if (isTerminal(run.status)) this.#runs.delete(run.run_id);
    else this.#runs.set(run.run_id, run);
    const active = this.active;
    return active === undefined || active.run_id === run.run_id;
  }

  /** The run that is busy: a queued one is not. */
  get active(): RunState | undefined {
    return [...this.#runs.values()].find((run) => run.status !== "queued");
  }

  /** Questions that wait for a person. */
  get waiting(): number {
    return [...this.#runs.values()]
      .flatMap((run) => run.approvals)
      .filter((approval) => approval.decision === undefined).length;
  }
}
