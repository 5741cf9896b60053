import type { EventType } from "./catalogue.ts";

const BARRIER_FAMILIES = ["turn.", "task.", "queue.", "action.", "permission.", "artifact."];
const BARRIER_TYPES: ReadonlySet<EventType> = new Set([
  "session.created",
  "session.updated",
  "thread.started",
  "tool.started",
  "tool.result",
  "tool.failed",
] satisfies EventType[]);

/** Whether an event must be durable before anyone acts on it (R2); the others ride along. */
export function isBarrier(type: EventType): boolean {
  return BARRIER_TYPES.has(type) || BARRIER_FAMILIES.some((family) => type.startsWith(family));
}
