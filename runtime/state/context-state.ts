import type { EventOf } from "#runtime/event/catalogue.ts";

/** What a run's model gets to see beside the messages, by reference. */
export type ContextState = Omit<
  EventOf<"context.resolved">["payload"],
  "system_prompt" | "agent"
> & {
  readonly sequence: number;
};
