import type { HttpAgent } from "@ag-ui/client";
import type { BaseEvent } from "@ag-ui/core";
import { EventSchema } from "@ag-ui/core/schemas";

/** For tests: lets an agent run, which checks the order of what it gets, and answers with the events, each checked alone. */
export async function runOf(
  agent: HttpAgent,
  parameters: Parameters<HttpAgent["runAgent"]>[0] = {},
  heard: (event: BaseEvent) => void = () => {},
): Promise<BaseEvent[]> {
  const events: BaseEvent[] = [];
  await agent.runAgent(parameters, {
    onEvent: ({ event }) => {
      EventSchema.parse(event);
      events.push(event);
      heard(event);
    },
  });
  return events;
}
