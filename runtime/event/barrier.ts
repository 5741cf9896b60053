import type { EventType } from "./catalogue.ts";

const BARRIER_FAMILIES = ["turn.", "task.", "queue.", "action.", "permission.", "artifact."];
const BARRIER_TYPES: ReadonlySet<EventType> = new Set([
  "session.created",
  "session.updated",
  "policy.changed",
  "thread.started",
  "thread.updated",
  "tool.started",
  "tool.result",
  "tool.failed",
  "output.expired",
  "subagent.spawned",
  "subagent.completed",
  "subagent.failed",
  "subagent.closed",
] satisfies EventType[]);

/** Of those families, what is said on the way: nothing is done because of it that a crash could undo. */
const ON_THE_WAY: ReadonlySet<EventType> = new Set([
  "turn.started",
  "task.attempt.started",
  "task.profile.resolved",
] satisfies EventType[]);

/** Whether an event must be durable before anyone acts on it (R2); the others ride along. */
export function isBarrier(type: EventType): boolean {
  if (BARRIER_TYPES.has(type)) return true;
  return BARRIER_FAMILIES.some((family) => type.startsWith(family)) && !ON_THE_WAY.has(type);
}
