import { describe, expect, it } from "vitest";

import { perform } from "#runtime/control/dispatch.ts";
import { respondAction } from "#runtime/control/respond-action.ts";
import type { Effect } from "#runtime/event/shared.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { laneMessages } from "#runtime/event/lane.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import type { LogStore } from "#runtime/log/port.ts";
import type { ModelDriver, ModelRequest } from "#runtime/model/driver.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { ManualClock, payloadsOf, testRuntime, typesOf } from "#runtime/test-runtime.ts";
import type { Tool, ToolContext } from "#runtime/tool/tool.ts";

const BYPASS = { mode: "bypass" };
const CALLS = `
- steps: [{ calls: [{ tool: act, arguments: { path: a.md } }] }]
- steps: [{ text: Done }]
`;

/** A driver that says half of it, and then nothing for ever. */
const STALLS: ModelDriver = {
  provider: "test",
  model: "driver",
  async *stream(_request, signal) {
    yield [{ type: "reasoning_delta", text: "Let me think" }];
    yield [{ type: "message_delta", text: "Half of the ans" }];
    yield [{ type: "tool_call_delta", id: "c1", name: "act", arguments_delta: '{"pa' }];
    await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  },
};

function acting(effect: Effect, run: (context: ToolContext) => Promise<{ content: string }>): Tool {
  const input_schema = { type: "object", properties: { path: { type: "string" } } };
  const shared = { name: "act", description: "Acts", source: "native", input_schema };
  return { ...shared, effect, run: (_args, context) => run(context) };
}

const never = () => new Promise<never>(() => {});

/** A run whose process was left in the midst of its one call. */
async function cutOffCall(effect: Effect, store: LogStore): Promise<string> {
  const before = await testRuntime({
    store,
    passes: CALLS,
    policy: BYPASS,
    tools: [acting(effect, never)],
  });
  const { run_id } = await before.submit("Act");
  await before.reaches(run_id, ({ calls }) => calls[0]?.status === "running");
  return run_id;
}

describe("an interrupted answer", () => {
  it("is asked anew: the new words stand in the place of the old ones", async () => {
    const store = openMemoryStore();
    const before = await testRuntime({ store, driver: STALLS });
    const { run_id } = await before.submit("Tell");
    await before.reaches(run_id, ({ calls }) => calls.length === 1);
    const requests: ModelRequest[] = [];

    const after = await testRuntime({ store, driver: says("The answer", requests) });
    await after.boot();
    const { run, events } = await after.ended(run_id);

    expect(run).toMatchObject({ status: "completed", calls: [], recovery: { attempt: 2 } });
    expect(run.parts.map(({ kind }) => kind)).toEqual(["notice", "text"]);
    expect(run.parts[0]).toMatchObject({ title: "Recovered after a restart, attempt 2" });
    expect(answerText(run)).toBe("The answer");
    expect(run.steps[0]).toMatchObject({
      state: "failed",
      discarded: true,
      text: "Half of the ans",
    });
    expect(requests[0]?.messages.map(({ role }) => role)).toEqual(["system", "user"]);
    expect(lane("tokens", events)).toBe("The answer");
    expect(lane("reasoning", events)).toBe("");
    expect(typesOf(events).filter((type) => type.startsWith("turn."))).toEqual([
      "turn.submitted",
      "turn.started",
      "turn.completed",
    ]);
    const ids = new Set(events.map(({ attempt_id }) => attempt_id));
    expect(ids).toEqual(new Set([undefined, run_id, `${run_id}_2`]));
  });

  it("F15 poison-turn: an answer is not tried for ever: after three recoveries the run fails and says why", async () => {
    const store = openMemoryStore();
    const first = await testRuntime({ store, driver: STALLS });
    const { run_id } = await first.submit("Tell");
    await first.reaches(run_id, ({ calls }) => calls.length === 1);
    for (const attempt of [2, 3, 4]) {
      const next = await testRuntime({ store, driver: STALLS });
      await next.boot();
      await next.reaches(run_id, ({ recovery, calls }) => {
        return recovery?.attempt === attempt && calls.length === 1;
      });
    }

    const last = await testRuntime({ store, driver: STALLS });
    await last.boot();
    const { run, events } = await last.ended(run_id);

    expect(run).toMatchObject({ status: "failed", error: { code: "lost" } });
    expect(run.error?.message).toContain("stopped four times");
    expect(payloadsOf(events, "task.attempt.started")).toHaveLength(4);
    expect(payloadsOf(events, "turn.failed")).toHaveLength(1);
    expect(payloadsOf(events, "runtime.error")).toMatchObject([{ error: { code: "lost" } }]);
  });
});

describe("a question to a person", () => {
  it("stays the same one, and waiting for it is no attempt, however often the server restarts", async () => {
    const store = openMemoryStore();
    const tools = [acting("at_most_once", async () => ({ content: "acted" }))];
    const first = await testRuntime({ store, passes: CALLS, tools });
    const { run_id } = await first.submit("Act");
    const asked = await first.reaches(run_id, ({ title }) => title === "Waiting for you");
    for (let restarts = 1; restarts <= 5; restarts += 1) {
      const next = await testRuntime({ store, passes: CALLS, tools });
      await next.boot();
      await next.reaches(run_id, ({ pass, title }) => {
        return pass === asked.pass + restarts && title === "Waiting for you";
      });
    }

    const last = await testRuntime({ store, passes: CALLS, tools });
    await last.boot();
    const action_id = asked.approvals[0]?.action_id;
    await perform(respondAction, { action_id, decision: "allow_once" }, last.services);
    const { run, events } = await last.ended(run_id);

    expect(run).toMatchObject({ status: "completed", calls: [{ status: "done", attempt: 1 }] });
    expect(run.recovery).toBeUndefined();
    expect(payloadsOf(events, "action.required")).toHaveLength(1);
  });
});

it("time in which no server ran spends no budget", async () => {
  const store = openMemoryStore();
  const clock = new ManualClock();
  const before = await testRuntime({ store, clock, driver: STALLS });
  const { run_id } = await before.submit("Tell");
  await before.reaches(run_id, ({ calls }) => calls.length === 1);
  clock.advance(24 * 60 * 60_000);

  const after = await testRuntime({ store, clock });
  await after.boot();
  const { run } = await after.ended(run_id);

  expect(run).toMatchObject({ status: "completed", recovery: { downtime_ms: 86_400_000 } });
});

describe("a started call without a result", () => {
  it.each(["read", "idempotent"] as const)(
    "F13 tool-idempotent-key: one that is %s runs again, under its key",
    async (effect) => {
      const store = openMemoryStore();
      const run_id = await cutOffCall(effect, store);
      const keys: string[] = [];
      const tool = acting(effect, async ({ idempotency_key }) => {
        keys.push(idempotency_key);
        return { content: "acted" };
      });

      const after = await testRuntime({ store, passes: CALLS, policy: BYPASS, tools: [tool] });
      await after.boot();
      const { run, events } = await after.ended(run_id);

      expect(run.status).toBe("completed");
      const started = payloadsOf(events, "tool.started");
      expect(started.map(({ attempt }) => attempt)).toEqual([1, 2]);
      expect(started.map(({ idempotency_key }) => idempotency_key)).toEqual([...keys, ...keys]);
      expect(payloadsOf(events, "tool.result")).toHaveLength(1);
    },
  );

  const ANSWERS = [
    ["mark_done", { acts: 0, call: "done", run: "completed" }],
    ["mark_failed", { acts: 0, call: "error", run: "completed" }],
    ["retry", { acts: 1, call: "done", run: "completed" }],
    ["abort", { acts: 0, call: "lost", run: "cancelled" }],
  ] as const;

  it.each(ANSWERS)(
    "F12 tool-unknown: one that acts at most once waits for a person; %s",
    async (decision, expected) => {
      const store = openMemoryStore();
      const run_id = await cutOffCall("at_most_once", store);
      let acts = 0;
      const tool = acting("at_most_once", async () => ({ content: `acted ${(acts += 1)}` }));
      const after = await testRuntime({ store, passes: CALLS, policy: BYPASS, tools: [tool] });
      await after.boot();
      const waiting = await after.reaches(run_id, ({ status }) => status === "waiting_permission");
      expect(waiting.calls[0]?.status).toBe("outcome_unknown");
      expect(waiting.approvals).toMatchObject([{ about: "outcome_unknown" }]);
      expect(acts).toBe(0);

      const action_id = waiting.approvals[0]?.action_id;
      await perform(respondAction, { action_id, decision }, after.services);
      const { run, events } = await after.ended(run_id);

      expect({ acts, call: run.calls[0]?.status, run: run.status }).toEqual(expected);
      expect(payloadsOf(events, "permission.resolved")).toEqual([]);
      const again = { action_id, decision };
      await expect(perform(respondAction, again, after.services)).rejects.toThrow(decision);
    },
  );

  it("that was left open is told to the model as unknown, never as failed", async () => {
    const store = openMemoryStore();
    const run_id = await cutOffCall("at_most_once", store);
    const requests: ModelRequest[] = [];
    const after = await testRuntime({ store, driver: says("Well", requests), policy: BYPASS });
    await after.boot();
    const waiting = await after.reaches(run_id, ({ status }) => status === "waiting_permission");
    const action_id = waiting.approvals[0]?.action_id;
    await perform(respondAction, { action_id, decision: "abort" }, after.services);
    await after.ended(run_id);

    await after.ask("And?", { thread_id: waiting.thread_id });

    const result = requests[0]?.messages.find(({ role }) => role === "tool");
    expect(result).toMatchObject({ content: "The outcome of act is unknown", is_error: false });
  });
});

function says(text: string, requests: ModelRequest[]): ModelDriver {
  return {
    provider: "test",
    model: "driver",
    async *stream(request) {
      requests.push(request);
      yield [{ type: "message_delta", text }];
      yield [{ type: "done", finish_reason: "stop" }];
    },
  };
}

/** What a reader of a lane has in the end, who takes back what it is told to. */
function lane(name: "tokens" | "reasoning", events: readonly RuntimeEvent[]): string {
  return events.flatMap(laneMessages).reduce((text, message) => {
    if (message.lane !== name) return text;
    if (message.type === "Discarded") return text.slice(0, text.length - message.payload.discard);
    return "text" in message.payload ? text + message.payload.text : text;
  }, "");
}
