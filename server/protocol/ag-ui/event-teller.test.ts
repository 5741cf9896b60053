import { HttpAgent } from "@ag-ui/client";
import { EventSchema } from "@ag-ui/core/schemas";
import { expect, test } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { SAMPLE_EVENTS } from "#runtime/event/samples.ts";
import { runOf } from "./agent-test-kit.ts";
import { EventTeller } from "./event-teller.ts";

/** Tells events to HttpAgent as if a server sent them. */
function agentTold(events: readonly RuntimeEvent[]): HttpAgent {
  const teller = new EventTeller({
    threadId: "t",
    runId: "r",
    state: {},
    messages: [],
    waits: true,
  });
  const body = events
    .flatMap((event) => teller.tell(event))
    .map((event) => `data: ${JSON.stringify(event)}\n\n`)
    .join("");
  const headers = { "content-type": "text/event-stream" };
  return new HttpAgent({ url: "http://agent", fetch: async () => new Response(body, { headers }) });
}

function sample(
  type: RuntimeEvent["type"],
  payload: object,
  ids: object,
  sequence: number,
): RuntimeEvent {
  const event = SAMPLE_EVENTS.find((known) => known.type === type);
  // The payload is of the type that the sample has.
  return { ...event, ...ids, sequence, payload } as RuntimeEvent;
}

test("What the model takes back leaves the client's messages", async () => {
  const step = { step_id: "st_1" };
  const usage = {};
  const agent = agentTold([
    sample("turn.submitted", { input: { text: "Go" }, options: {} }, {}, 1),
    sample("model.requested", { provider: "p", model: "m", message_count: 1, tools: 0 }, step, 2),
    sample("model.delta", { text: "Wro" }, step, 3),
    sample(
      "model.failed",
      { reason: "error", error: { code: "x", message: "X" }, discarded: { text: 3, reasoning: 0 } },
      step,
      4,
    ),
    sample("model.requested", { provider: "p", model: "m", message_count: 1, tools: 0 }, step, 5),
    sample("model.delta", { text: "Right" }, step, 6),
    sample("model.completed", { finish_reason: "stop", usage, tool_calls: [] }, step, 7),
    sample("turn.completed", { usage }, {}, 8),
  ]);

  await runOf(agent);

  expect(agent.messages.map(({ content }) => content)).toEqual(["Right"]);
});

test("A sub-agent is told from its beginning to its end, also one that the run leaves behind", async () => {
  const spawned = { agent: "scout", objective: "Look", child_thread_id: "th_2", depth: 1 };
  const agent = agentTold([
    sample("turn.submitted", { input: { text: "Go" }, options: {} }, {}, 1),
    sample("subagent.spawned", spawned, { subagent_id: "sa_1" }, 2),
    sample("subagent.spawned", spawned, { subagent_id: "sa_2" }, 3),
    sample("subagent.completed", { result: "Found" }, { subagent_id: "sa_1" }, 4),
    sample("turn.completed", { usage: {} }, {}, 5),
  ]);

  const types = (await runOf(agent))
    .map(({ type }) => String(type))
    .filter((type) => type.startsWith("SUBAGENT"));

  expect(types).toEqual([
    "SUBAGENT_STARTED",
    "SUBAGENT_STARTED",
    "SUBAGENT_FINISHED",
    "SUBAGENT_ERROR",
  ]);
});

test("Every class of events is told in the protocol's own shapes", () => {
  for (const event of SAMPLE_EVENTS) {
    const teller = new EventTeller({
      threadId: "t",
      runId: "r",
      state: {},
      messages: [],
      waits: false,
    });
    for (const told of [...teller.tell(event), ...(teller.rest() ?? [])]) {
      expect(EventSchema.safeParse(JSON.parse(JSON.stringify(told)))).toMatchObject({
        success: true,
      });
    }
  }
});
