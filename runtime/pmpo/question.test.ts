import { expect, it } from "vitest";

import type { EventOf } from "#runtime/event/catalogue.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { testRuntime, type TestRuntime, writer } from "#runtime/test-runtime.ts";

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: note.md } }] }]
- steps: [{ text: Done }]
`;

async function questionIn(
  runtime: TestRuntime,
  runId: string,
): Promise<EventOf<"action.required">> {
  await runtime.reaches(runId, ({ status }) => status === "waiting_permission");
  const entries = await (await runtime.thread(runId)).log.read(0);
  const question = entries.map(({ event }) => event).find(isQuestion);
  if (question === undefined) throw new Error("Nobody was asked");
  return question;
}

function isQuestion(event: { type: string }): event is EventOf<"action.required"> {
  return event.type === "action.required";
}

/** Asks whether a call may run. */
async function forLeave(): Promise<EventOf<"action.required">> {
  const runtime = await testRuntime({ passes: WRITE });
  const { run_id } = await runtime.submit("Write");
  return questionIn(runtime, run_id);
}

/** Asks what came of a call in whose midst the process was left. */
async function forOutcome(): Promise<EventOf<"action.required">> {
  const store = openMemoryStore();
  const policy = { mode: "bypass" };
  const endless = { ...writer, run: () => new Promise<never>(() => {}) };
  const before = await testRuntime({ store, passes: WRITE, policy, tools: [endless] });
  const { run_id } = await before.submit("Write");
  await before.reaches(run_id, ({ calls }) => calls[0]?.status === "running");
  const after = await testRuntime({ store, passes: WRITE, policy });
  await after.boot();
  return questionIn(after, run_id);
}

/** The Agent Runtime draft, control plane: what an action that waits for a person must carry. */
it.each([
  ["leave", forLeave, "tool_approval"],
  ["an outcome", forOutcome, "outcome_unknown"],
] as const)(
  "a question about %s says what it asks, of which work, by which rule, and what may be answered",
  async (_about, ask, action_type) => {
    const { payload, ...envelope } = await ask();

    expect(payload.action_type).toBe(action_type);
    expect(envelope).toMatchObject({
      action_id: expect.stringMatching(/^act_/),
      session_id: expect.stringMatching(/^s_/),
      thread_id: expect.stringMatching(/^th_/),
      turn_id: expect.stringMatching(/^t_/),
      task_id: expect.stringMatching(/^task_/),
      run_id: expect.stringMatching(/^r_/),
      attempt_id: expect.stringMatching(/^r_/),
      step_id: expect.stringMatching(/^st_/),
      tool_call_id: expect.stringMatching(/^call_/),
    });
    expect(payload).toMatchObject({
      tool: "write",
      arguments: { path: "note.md" },
      arguments_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      prompt: expect.stringMatching(/\w/),
      rule: expect.stringMatching(/\w/),
    });
    expect(payload.decisions.length).toBeGreaterThan(1);
  },
);

it("a question about leave has its end, one about an outcome waits as long as it takes", async () => {
  expect((await forLeave()).payload.expires_at).toMatch(/Z$/);
  expect((await forOutcome()).payload).not.toHaveProperty("expires_at");
});
