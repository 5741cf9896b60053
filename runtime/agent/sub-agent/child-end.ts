import type { EventDraft } from "#runtime/event/catalogue.ts";
import { spentBy } from "#runtime/pmpo/monitor.ts";
import { addUsage } from "#runtime/state/add-usage.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import type { RunState, ThreadState } from "#runtime/state/thread-state.ts";

/** A child's end as its last run tells it. */
export function endOf(last: RunState, state: ThreadState): EventDraft {
  const spent = spending(state);
  if (last.status === "completed") {
    return { type: "subagent.completed", payload: { result: answerText(last), ...spent } };
  }
  const error = last.error ?? { code: last.status, message: "It ended without an answer" };
  const reason =
    last.status === "cancelled" || last.status === "timed_out" || last.status === "lost"
      ? last.status
      : "error";
  return { type: "subagent.failed", payload: { reason, error, ...spent } };
}

/** The end of a child that somebody else ended. */
export function cancelled(message: string, state: ThreadState | undefined): EventDraft {
  const error = { code: "cancelled", message };
  const spent = state === undefined ? {} : spending(state);
  return { type: "subagent.failed", payload: { reason: "cancelled", error, ...spent } };
}

/** What all runs of a child's thread spent, with what their own children did. */
function spending({ turns }: ThreadState) {
  const runs = turns.map(({ run }) => run);
  const usages = runs.flatMap(({ usage, subagents = [] }) => [
    usage,
    ...subagents.map((child) => child.usage ?? {}),
  ]);
  const spent = runs.map(spentBy);
  const cost_usd = spent.reduce((sum, { cost }) => sum + cost, 0);
  return {
    usage: usages.reduce(addUsage, {}),
    tool_calls: spent.reduce((sum, { calls }) => sum + calls, 0),
    ...(cost_usd > 0 && { cost_usd }),
  };
}
