import type { EventDraft, EventType, RuntimeEvent } from "#runtime/event/catalogue.ts";

/** What the loop decides; all else comes to it from outside: persons, the queue, a tool on its way. */
const DECIDED = new Set<EventType>([
  "turn.started",
  "turn.completed",
  "turn.failed",
  "task.attempt.started",
  "task.attempt.completed",
  "task.attempt.failed",
  "task.completed",
  "task.failed",
  "task.cancelled",
  "task.timed_out",
  "task.lost",
  "task.profile.resolved",
  "run.status",
  "context.resolved",
  "context.compaction.started",
  "context.compaction.completed",
  "context.compaction.failed",
  "model.requested",
  "model.delta",
  "model.completed",
  "model.failed",
  "reasoning.delta",
  "tool.catalog.resolved",
  "tool.args",
  "tool.started",
  "tool.result",
  "tool.failed",
  "permission.evaluated",
  "permission.requested",
  "action.required",
  "action.resolved",
  "artifact.changed",
  "routing.candidates.resolved",
  "routing.decided",
  "routing.fallback.applied",
  "routing.not_possible",
  "routing.single_candidate",
  "cost.estimated",
  "cost.recorded",
  "hook.started",
  "hook.completed",
  "hook.failed",
  "limit.changed",
  "rate_limit.hit",
  "quota.blocked",
]);

/** Whether an event of a run says what its loop decided; that nothing happened is said by its watch. */
export function isDecidedByLoop(event: EventDraft | RuntimeEvent): boolean {
  const { type, payload } = event;
  if (!DECIDED.has(type)) return false;
  // A bundle is a model's, which the loop numbers, or a tool's on its way.
  if (type === "artifact.changed") return event.tool_call_id === undefined;
  if ("action_type" in payload && payload.action_type === "question") return false;
  if (type === "run.status" && "status" in payload && payload.status === "quiet") return false;
  return !("decided_by" in payload) || payload.decided_by === "runtime";
}
