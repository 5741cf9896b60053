import { HttpAgent } from "@ag-ui/client";
import type { BaseEvent, RunFinishedEvent } from "@ag-ui/core";
import { EventSchema } from "@ag-ui/core/schemas";

import type { ServedApp } from "#server/protocol/protocol-test-kit.ts";

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

/** For tests: the client of a thread, let in. */
export function agentOf(
  { origin, headers }: ServedApp,
  { query = "", agent = "guide" } = {},
): HttpAgent {
  const url = `${origin}/ag-ui/agents/${agent}${query}`;
  return new HttpAgent({ url, headers, threadId: "thread-1" });
}

/** For tests: the end of a run with what it says. */
export function outcomeOf(events: readonly BaseEvent[]): RunFinishedEvent["outcome"] {
  // The last event of a run that did not fail.
  const { outcome } = events.at(-1) as RunFinishedEvent;
  return outcome;
}

/** For tests: adds a message of the person. */
export function say(agent: HttpAgent, content: string): void {
  agent.addMessage({ id: `m-${agent.messages.length}`, role: "user", content });
}
