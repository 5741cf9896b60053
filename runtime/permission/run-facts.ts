import type { RunState } from "#runtime/state/thread-state.ts";
import type { RunFacts } from "./evaluate.ts";

const FAILED: readonly string[] = ["error", "timed_out", "lost"];

/** What of a run the permission modes look at. */
export function runFacts({ calls }: RunState, allowances: readonly string[]): RunFacts {
  return {
    allowances,
    hasFailed: calls.some(({ status }) => FAILED.includes(status)),
    hasForeignText: calls.some(({ status }) => status === "done"),
  };
}
