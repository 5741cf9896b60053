import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { ViolationState } from "./violation-state.ts";

/** Violations that a thread remembers; the newest count, and the log keeps all. */
const MAX_VIOLATIONS = 100;

/** What ran into the walls of a thread's work, after one more event. */
export function foldViolations(
  violations: readonly ViolationState[],
  event: RuntimeEvent,
): readonly ViolationState[] {
  if (event.type !== "sandbox.violation") return violations;
  const { event_id, run_id, tool_call_id, sequence, payload } = event;
  const violation: ViolationState = {
    ...payload,
    event_id,
    ...(run_id !== undefined && { run_id }),
    ...(tool_call_id !== undefined && { tool_call_id }),
    sequence,
  };
  return [...violations, violation].slice(-MAX_VIOLATIONS);
}
