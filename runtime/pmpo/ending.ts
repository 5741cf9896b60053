import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Failure } from "#runtime/event/shared.ts";
import type { ToolFailureReason } from "#runtime/event/tool.ts";
import type { TurnFailureStatus } from "#runtime/event/turn.ts";
import type { CompactionState } from "#runtime/state/compaction-state.ts";
import type { RunState, ToolCallState } from "#runtime/state/thread-state.ts";
import type { Spent } from "./monitor.ts";

/** The last events of a run that did its work. */
export function completed(run: RunState): readonly EventDraft[] {
  return [
    { type: "task.attempt.completed", payload: {} },
    { type: "task.completed", payload: {} },
    { type: "turn.completed", payload: { usage: run.usage } },
  ];
}

/** The last events of a run that a person stopped, also where a part did not. The partial answer stays (R6). */
export function stopped(run: RunState): readonly EventDraft[] {
  return failed(run, "cancelled", { code: "cancelled", message: "Stopped by you" });
}

/** The last events of a run that spent what it was given (R7). */
export function overBudget(run: RunState, { limit, used, max }: Spent): readonly EventDraft[] {
  const status = limit === "wall_time" ? "timed_out" : "failed";
  const error = {
    code: "budget",
    message: `The budget for ${LIMIT_WORDS[limit]} is spent: ${used} of ${max}`,
    hint: "Raise the agent's budget, or ask for less",
  };
  return [
    { type: "limit.changed", payload: { limit, used, max, state: "exceeded" } },
    ...failed(run, status, error),
  ];
}

/** The last events of a run that a person ended rather than say what became of a call. */
export function aborted(run: RunState, call: ToolCallState): readonly EventDraft[] {
  const message = `Stopped by you: the outcome of ${call.name} is unknown`;
  return failed(run, "cancelled", { code: "aborted", message });
}

/** Said of a run in whose midst the server stopped again and again: it may be what stops it. */
export const RECOVERIES_SPENT: Failure = {
  code: "lost",
  message: "The server stopped four times while it worked on this answer, so it is not tried again",
  hint: "Look into the server's log for the cause, then send the message again",
};

/** The code of a run that the runtime itself broke. */
export const INTERNAL = "internal";

/** The last events of a run that broke off outside of its loop. No call and no model failed where the runtime did. */
export function brokenOff(run: RunState, error: Failure): readonly EventDraft[] {
  const isFault = error.code === INTERNAL || error.code === RECOVERIES_SPENT.code;
  const fault: EventDraft = { type: "runtime.error", payload: { error } };
  return [...(isFault ? [fault] : []), ...failed(run, "failed", error)];
}

/** A budget is nearly spent: said once. */
export function nearBudget({ limit, used, max }: Spent): EventDraft {
  return { type: "limit.changed", payload: { limit, used, max, state: "near" } };
}

const LIMIT_WORDS = {
  wall_time: "milliseconds of work",
  tokens: "tokens",
  tool_calls: "tool calls",
  steps: "answers of the model",
  cost: "dollars",
} as const satisfies Record<Spent["limit"], string>;

/**
 * The last events of a run that did not: whatever is still open gets its one terminal event first,
 * so that a history never holds a question without an answer (R1).
 */
export function failed(
  run: RunState,
  status: TurnFailureStatus,
  error: Failure,
): readonly EventDraft[] {
  return [
    ...openHook(run),
    ...openModel(run, status, error),
    ...openCompaction(run, status, error),
    ...run.approvals.flatMap((approval) =>
      approval.decision === undefined
        ? [withdrawn(approval.action_id, approval.tool_call_id, error)]
        : [],
    ),
    ...run.calls.flatMap((call) => (isOpen(call) ? [unanswered(call, status, error)] : [])),
    { type: "task.attempt.failed", payload: { error } },
    taskEnd(status, error),
    {
      type: "turn.failed",
      payload: { status, error, usage: run.usage, ...unresolved(run, status, error) },
    },
  ];
}

/** The end of the hook, if one runs, whose answer nobody waits for any more. */
export function openHook({ hook }: RunState): readonly EventDraft[] {
  if (hook === undefined) return [];
  const { tool_call_id } = hook;
  const { timeout_ms: _, ...identity } = hook.payload;
  const error = { code: "interrupted", message: "It was cut off before it answered" };
  const payload = { ...identity, error, effect: "ignored" } as const;
  return [{ type: "hook.failed", ...(tool_call_id !== undefined && { tool_call_id }), payload }];
}

/** The calls of a stopped run that did not end when they were asked to. */
function unresolved(run: RunState, status: TurnFailureStatus, error: Failure) {
  if (status !== "cancelled") return {};
  const stoppedAt = run.cancel?.sequence ?? Infinity;
  const calls = run.calls.filter((call) =>
    isOpen(call)
      ? unansweredReason(call, status, error) === "lost"
      : call.status === "lost" && (call.result_sequence ?? 0) > stoppedAt,
  );
  if (calls.length === 0) return {};
  return { unresolved: calls.map(({ tool_call_id }) => tool_call_id) };
}

function openModel(
  run: RunState,
  status: TurnFailureStatus,
  error: Failure,
): readonly EventDraft[] {
  const step = run.steps.at(-1);
  if (step?.state !== "open") return [];
  const reason = status === "cancelled" ? "cancelled" : "interrupted";
  return [{ type: "model.failed", step_id: step.step_id, payload: { reason, error } }];
}

/** A summary that is still asked for: its request ends, and so does the try. */
function openCompaction(
  { compaction }: RunState,
  status: TurnFailureStatus,
  { message }: Failure,
): readonly EventDraft[] {
  if (compaction?.state !== "open") return [];
  const code = status === "cancelled" ? "cancelled" : "interrupted";
  return compactionEnds(compaction, { code, message });
}

/** The ends of a try to summarise that is cut off: of its request, and its own. */
export function compactionEnds({ asking }: CompactionState, error: Failure): readonly EventDraft[] {
  const failed: EventDraft = { type: "context.compaction.failed", payload: { error } };
  if (asking === undefined) return [failed];
  const { step_id } = asking;
  const reason = error.code === "cancelled" ? "cancelled" : "interrupted";
  return [
    { type: "model.failed", step_id, payload: { reason, error } },
    { ...failed, step_id },
  ];
}

function withdrawn(action_id: string, tool_call_id: string, error: Failure): EventDraft {
  const payload = { decision: "cancelled", decided_by: "runtime", reason: error.message } as const;
  return { type: "action.resolved", action_id, tool_call_id, payload };
}

function unanswered(call: ToolCallState, status: TurnFailureStatus, error: Failure): EventDraft {
  const { tool_call_id, name } = call;
  const reason = unansweredReason(call, status, error);
  const message = reason === "lost" ? `The outcome of ${name} is unknown` : error.message;
  return {
    type: "tool.failed",
    tool_call_id,
    payload: { name, reason, error: { code: reason, message } },
  };
}

/** A started call whose process vanished may have acted: its outcome is unknown, not failed (R5). */
function unansweredReason(
  call: ToolCallState,
  status: TurnFailureStatus,
  error: Failure,
): ToolFailureReason {
  if (call.status === "outcome_unknown") return "lost";
  // A run ends as cancelled with a running call only where the call did not end when it was told to.
  const isLost = status !== "failed" || error.code === RECOVERIES_SPENT.code;
  return call.status === "running" && isLost ? "lost" : "cancelled";
}

function isOpen(call: ToolCallState): boolean {
  return ["queued", "waiting_approval", "running", "outcome_unknown"].includes(call.status);
}

function taskEnd(status: TurnFailureStatus, error: Failure): EventDraft {
  switch (status) {
    case "cancelled":
      return { type: "task.cancelled", payload: { reason: error.message } };
    case "timed_out":
      return { type: "task.timed_out", payload: { reason: error.message } };
    case "lost":
      return { type: "task.lost", payload: { reason: error.message } };
    case "failed":
      return { type: "task.failed", payload: { error } };
  }
}
