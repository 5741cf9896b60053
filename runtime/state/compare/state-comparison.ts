import type { RunState } from "#runtime/state/thread-state.ts";
import { UNSAID, withoutNames, type Said } from "./said.ts";
import { changesBetween, type ValueChange } from "./value-changes.ts";

/** Where the states of two runs differ, without ids, places in the log and times. */
export function compareStates(a: RunState, b: RunState): readonly ValueChange[] {
  return changesBetween(stateOf(a), stateOf(b));
}

/** Single facts come before the lists of what happened. */
function stateOf(run: RunState): unknown {
  // A state is plain data, and as JSON it is the object that it was.
  const plain = JSON.parse(JSON.stringify(run)) as Said;
  const said = withoutNames(plain, { ids: new Map(), unsaid: UNSAID_OF_STATES });
  const { parts, steps, calls, approvals, citations, artifacts, tools, ...facts } = said;
  return { ...facts, calls, approvals, citations, artifacts, steps, parts, tools };
}

/** Beside what no event says: where in the log and when. */
const UNSAID_OF_STATES: ReadonlySet<string> = new Set([
  ...UNSAID,
  "sequence",
  "first_sequence",
  "last_sequence",
  "result_sequence",
  "at",
  "started_at",
  "ended_at",
  "decided_at",
  "model_closed_ms",
  "tool_call_ids",
]);
