import type { BaseEvent, Interrupt } from "@ag-ui/core";
import { EventSchema } from "@ag-ui/core/schemas";
import { expect, test } from "vitest";

import { BAD_BODIES, servedApp } from "#server/protocol/protocol-test-kit.ts";
import { agentOf, outcomeOf, runOf, say } from "./agent-test-kit.ts";

const READS = `[
  { steps: [{ reasoning: "A file will tell" }, { text: "I look. " }, { calls: [{ tool: read, arguments: { path: a.md } }] }] },
  { steps: [{ text: "It says so" }, { citation: { title: "a.md", path: a.md } }, { bundle: { artifact: card, title: Card, html: "<p>Hi</p>" } }] }
]`;
const WRITES = `[
  { steps: [{ text: "I write. " }, { calls: [{ tool: write, arguments: { path: a.md } }] }] },
  { steps: [{ text: "Written" }] }
]`;

function interruptsOf(events: readonly BaseEvent[]): readonly Interrupt[] {
  const outcome = outcomeOf(events);
  return outcome?.type === "interrupt" ? outcome.interrupts : [];
}

test("HttpAgent gets messages, calls with results, reasoning, a bundle and the shared state", async () => {
  const agent = agentOf(await servedApp({ passes: READS }));
  agent.setState({ theirs: 1 });
  say(agent, "What does a.md say?");

  const events = await runOf(agent);

  expect(outcomeOf(events)).toEqual({ type: "success" });
  expect(agent.messages.map(({ role, content }) => [role, content])).toMatchObject([
    ["user", "What does a.md say?"],
    ["reasoning", "A file will tell"],
    ["assistant", "I look. "],
    ["tool", 'read "a.md"'],
    ["assistant", "It says so"],
    ["activity", { title: "Card", html: "<p>Hi</p>" }],
  ]);
  expect(agent.messages[2]).toMatchObject({
    toolCalls: [{ function: { name: "read", arguments: '{"path":"a.md"}' } }],
  });
  expect(agent.state).toMatchObject({
    theirs: 1,
    uar: {
      citations: [{ title: "a.md" }],
      artifacts: expect.any(Object),
      usage: expect.any(Object),
    },
  });
});

test("Messages of a thread are turns of one session, where the playground shows them", async () => {
  const served = await servedApp();
  const agent = agentOf(served);
  say(agent, "One");
  await runOf(agent);
  say(agent, "Two");
  const [started] = await runOf(agent);

  const { session_id } = started?.metadata ?? {};
  const thread = await served.app.runtime.thread(String(session_id));
  expect((await thread.state()).turns.map(({ text }) => text)).toEqual(["One", "Two"]);
});

test("A call that waits is an interrupt, and its resolution goes on with the run", async () => {
  const agent = agentOf(await servedApp({ passes: WRITES }));
  say(agent, "Write");

  const [interrupt] = interruptsOf(await runOf(agent));
  const id = interrupt?.id ?? "";
  const resume = [
    { interruptId: id, status: "resolved" as const, payload: { decision: "allow_once" } },
  ];
  const events = await runOf(agent, { resume });

  expect(interrupt).toMatchObject({
    reason: "tool_approval",
    metadata: { tool: "write", arguments: { path: "a.md" } },
    responseSchema: { required: ["decision"] },
  });
  expect(outcomeOf(events)).toEqual({ type: "success" });
  expect(agent.messages.map(({ role, content }) => [role, content])).toEqual([
    ["user", "Write"],
    ["assistant", "I write. "],
    ["tool", 'wrote "a.md"'],
    ["assistant", "Written"],
  ]);
});

test("An interrupt that is cancelled denies the call", async () => {
  const served = await servedApp({ passes: WRITES });
  const agent = agentOf(served);
  say(agent, "Write");
  const [interrupt] = interruptsOf(await runOf(agent));

  const events = await runOf(agent, {
    resume: [{ interruptId: interrupt?.id ?? "", status: "cancelled" }],
  });

  expect(events).toContainEqual(
    expect.objectContaining({
      type: "TOOL_CALL_RESULT",
      metadata: expect.objectContaining({ reason: "denied" }),
    }),
  );
});

test.for([
  ["allows", "/control/respond_action", { type: "success" }],
  ["stops", "/control/interrupt_turn", { type: "cancelled" }],
] as const)("A client that waits hears what the playground %s", async ([, command, outcome]) => {
  const served = await servedApp({ passes: WRITES });
  const agent = agentOf(served, { query: "?approvals=wait" });
  say(agent, "Write");
  let run_id = "";

  const events = await runOf(agent, {}, (event) => {
    if (event.type === "RUN_STARTED") run_id = String(event.metadata?.["run_id"]);
    if (event.type !== "CUSTOM" || event["name"] !== "uar.approval") return;
    // A custom event of ours carries the lane's message.
    const { state, action_id } = event["value"] as { state: string; action_id: string };
    if (state !== "required") return;
    const input = command.endsWith("turn") ? { run_id } : { action_id, decision: "allow_once" };
    void served.app.post(command, input);
  });

  expect(outcomeOf(events)).toEqual(outcome);
});

test("A run that fails is a RUN_ERROR with the failure's code", async () => {
  const served = await servedApp({
    passes: '[{ steps: [{ failure: { code: overloaded, message: "The model is busy" } }] }]',
  });
  const response = await served.app.post("/ag-ui/agents/guide", inputOf("Go"));

  const last = (await framesOf(response)).at(-1)?.event;

  expect(last).toMatchObject({
    type: "RUN_ERROR",
    message: "The model is busy",
    code: "overloaded",
  });
});

test("The same request with Last-Event-ID goes on behind any event", async () => {
  const { app } = await servedApp({ passes: READS });
  const input = inputOf("Read");
  const whole = await framesOf(await app.post("/ag-ui/agents/guide", input));

  for (const [index, { id }] of whole.entries()) {
    const response = await app.fetch("/ag-ui/agents/guide", {
      method: "POST",
      headers: { "content-type": "application/json", "last-event-id": id },
      body: JSON.stringify(input),
    });
    expect(await framesOf(response)).toEqual(whole.slice(index + 1));
  }
});

function inputOf(content: string, more: object = {}): object {
  const messages = [{ id: "m", role: "user", content }];
  const input = { threadId: "t", runId: "r", state: {}, messages, tools: [], context: [] };
  return { ...input, ...more };
}

async function framesOf(response: Response): Promise<{ id: string; event: { type: string } }[]> {
  const frames = (await response.text()).split("\n\n").slice(0, -1);
  return frames.map((frame) => {
    const [id = "", data = ""] = frame.split("\n");
    return {
      id: id.slice("id: ".length),
      event: EventSchema.parse(JSON.parse(data.slice("data: ".length))),
    };
  });
}

test.for(BAD_BODIES)("A body that is %s is refused and stores nothing", async ([, body]) => {
  const { app } = await servedApp();

  const response = await app.post("/ag-ui/agents/guide", body);

  expect([400, 422]).toContain(response.status);
  expect(await app.runtime.services.threads.list()).toEqual([]);
});

test.for([
  ["no message", { messages: [] }, 422],
  [
    "a result of the client's own tool",
    { messages: [{ id: "m", role: "tool", content: "", toolCallId: "c" }] },
    422,
  ],
  [
    "a file to fetch",
    {
      messages: [
        {
          id: "m",
          role: "user",
          content: [{ type: "image", source: { type: "url", value: "http://x/" } }],
        },
      ],
    },
    422,
  ],
  ["an answer to nothing", { resume: [{ interruptId: "x", status: "cancelled" }] }, 404],
  [
    "an answer without a decision",
    { resume: [{ interruptId: "x", status: "resolved", payload: {} }] },
    422,
  ],
] as const)("A run with %s is refused", async ([, more, status]) => {
  const { app } = await servedApp();

  expect((await app.post("/ag-ui/agents/guide", inputOf("Go", more))).status).toBe(status);
});

test.for(["nobody", "__proto__", "constructor", "..%2f", "%00"])(
  "An agent %j that there is not is refused",
  async (agent) => {
    const { app } = await servedApp();

    expect((await app.post(`/ag-ui/agents/${agent}`, inputOf("Go"))).status).toBe(404);
  },
);
