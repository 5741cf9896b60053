import type { EventOf } from "#runtime/event/catalogue.ts";

/** Something that ran into a wall, and the event that tells of it. */
export type ViolationState = EventOf<"sandbox.violation">["payload"] & {
  readonly event_id: string;
  readonly run_id?: string;
  readonly tool_call_id?: string;
  readonly sequence: number;
};
