import type { PermissionAnswer } from "#runtime/permission/evaluate.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import type { Tool } from "#runtime/tool/tool.ts";

/**
 * What the gate says within a forked run of a call that its origin has no result for. Reading is judged as
 * anywhere. To act is asked about each time, whatever a mode or an earlier yes would allow, or blocked.
 * A no stays a no.
 */
export function judgeInFork(
  answer: PermissionAnswer,
  { effect }: Pick<Tool, "effect">,
  { forked_from }: RunState,
): PermissionAnswer {
  if (forked_from === undefined || effect === "read" || answer.verdict === "deny") return answer;
  const byFork = { ...answer, source: "fork", canRemember: false } as const;
  if (forked_from.effects === "block") return { ...byFork, verdict: "deny", rule: BLOCKED };
  if (answer.mode === "never")
    return { ...byFork, verdict: "deny", rule: `${ASKED}, and nobody is` };
  return answer.verdict === "ask"
    ? { ...answer, canRemember: false }
    : { ...byFork, verdict: "ask", rule: ASKED };
}

const BLOCKED = "a fork that may not act";
const ASKED = "a fork acts only when somebody is asked";
