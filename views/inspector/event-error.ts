import type { RuntimeEvent } from "#runtime/event/catalogue.ts";

/** Whether something went wrong by this event. What a person or a rule stopped did not go wrong. */
export function isError(event: RuntimeEvent): boolean {
  switch (event.type) {
    case "turn.failed":
      return event.payload.status !== "cancelled";
    case "model.failed":
      return event.payload.reason !== "cancelled";
    case "tool.failed":
      return !["cancelled", "denied", "expired"].includes(event.payload.reason);
    case "sandbox.violation":
    case "task.timed_out":
    case "task.lost":
      return true;
    default:
      return event.type.endsWith(".failed") || event.type.endsWith(".error");
  }
}
