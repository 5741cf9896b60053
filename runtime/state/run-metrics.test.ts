import { describe, expect, it } from "vitest";

import type { EventDraft, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { ManualClock, testRuntime } from "#runtime/test-runtime.ts";
import { dispatch } from "#runtime/control/dispatch.ts";
import { runMetrics } from "./run-metrics.ts";

const START = Date.parse("2026-01-01T00:00:00.000Z");
const MESSAGE: EventDraft = {
  type: "turn.submitted",
  payload: { input: { text: "Go" }, options: {} },
};
const STARTED: EventDraft = { type: "turn.started", payload: { agent: "a", model: "p/m" } };
const PIECE: EventDraft = { type: "model.delta", step_id: "st_1", payload: { text: "So" } };
const ENDED: EventDraft = { type: "turn.completed", payload: { usage: {} } };
const ERROR = { code: "any", message: "No" };

function asked(step_id: string, attempt = 1): EventDraft {
  const payload = { provider: "p", model: "m", message_count: 1, tools: 0, attempt };
  return { type: "model.requested", step_id, payload };
}

function answered(step_id: string, more: object = {}): EventDraft {
  const usage = { input_tokens: 10, output_tokens: 2 };
  const payload = { finish_reason: "stop" as const, usage, tool_calls: [], ...more };
  return { type: "model.completed", step_id, payload };
}

function broke(reason: "error" | "interrupted"): EventDraft {
  return { type: "model.failed", step_id: "st_1", payload: { reason, error: ERROR } };
}

function called(attempt: number): EventDraft {
  const call = { name: "read", arguments: {}, effect: "read", idempotency_key: "k" } as const;
  return { type: "tool.started", tool_call_id: "call_1", payload: { ...call, attempt } };
}

const RESULT: EventDraft = {
  type: "tool.result",
  tool_call_id: "call_1",
  payload: { name: "read", output: { content: "ok" } },
};

/** A history of one run: what happened, and when, in milliseconds. */
function history(...facts: readonly (readonly [ms: number, EventDraft])[]): RuntimeEvent[] {
  return facts.map(([ms, draft], index) => ({
    event_id: `ev_${index + 1}`,
    timestamp: new Date(START + ms).toISOString(),
    sequence: index + 1,
    schema_version: "1",
    session_id: "s_1",
    thread_id: "th_1",
    run_id: "r_1",
    ...draft,
  }));
}

describe("runMetrics()", () => {
  it("tells the wait, the first token, the answer and the whole, each in its own time", () => {
    const metrics = runMetrics(
      history(
        [0, MESSAGE],
        [100, STARTED],
        [110, asked("st_1")],
        [160, PIECE],
        [170, PIECE],
        [300, answered("st_1")],
        [320, ENDED],
      ),
    );

    expect(metrics).toMatchObject({
      queue_wait_ms: 100,
      time_to_first_token_ms: 60,
      task_duration_ms: 220,
      model: {
        requests: 1,
        failed: 0,
        first_token: { count: 1, total_ms: 50 },
        latency: { count: 1, total_ms: 190 },
      },
      tokens: { input_tokens: 10, output_tokens: 2 },
    });
  });

  it("leaves out what has not ended, and what never came", () => {
    const metrics = runMetrics(history([0, MESSAGE], [10, STARTED], [20, asked("st_1")]));

    expect(metrics).not.toHaveProperty("time_to_first_token_ms");
    expect(metrics).not.toHaveProperty("task_duration_ms");
    expect(metrics).not.toHaveProperty("cost");
    expect(metrics.model.latency).toEqual({ count: 0, total_ms: 0, longest_ms: 0 });
    expect(metrics.tokens).toEqual({});
  });

  it("does not take the time of a crash for work", () => {
    const goesOn: EventDraft = {
      type: "task.attempt.started",
      payload: { attempt: 2, agent: "a", model: "p/m", downtime_ms: 5_000 },
    };
    const metrics = runMetrics(
      history(
        [0, MESSAGE],
        [0, STARTED],
        [0, asked("st_1")],
        [0, called(1)],
        [5_000, broke("interrupted")],
        [5_000, goesOn],
        [5_010, called(2)],
        [5_030, RESULT],
        [5_100, ENDED],
      ),
    );

    expect(metrics).toMatchObject({
      task_duration_ms: 100,
      downtime_ms: 5_000,
      model: { failed: 1, latency: { count: 0 } },
      tools: { count: 1, total_ms: 20 },
      retries: { tools: 1, attempts: 1, model: 0 },
    });
  });

  it("counts tries and fallbacks, and keeps answers from the cache apart", () => {
    const fallback: EventDraft = {
      type: "routing.fallback.applied",
      payload: {
        from: { provider: "p", model: "m" },
        to: { provider: "q", model: "m" },
        reason: "Busy",
      },
    };
    const metrics = runMetrics(
      history(
        [0, asked("st_1")],
        [10, broke("error")],
        [20, asked("st_2", 2)],
        [30, fallback],
        [40, asked("st_3")],
        [41, answered("st_3", { cached: true })],
      ),
    );

    expect(metrics.model).toMatchObject({ requests: 3, failed: 1, cached: 1 });
    expect(metrics.model.latency.count).toBe(0);
    expect(metrics.retries).toMatchObject({ model: 1, fallbacks: 1 });
  });

  it("adds up hooks, processes, limits and money, and counts what has no price", () => {
    const hook = { hook_run_id: "h_1", hook: "guard", point: "stop" } as const;
    const spent = { usage: {}, cost: { amount: 0.25, currency: "USD" as const } };
    const metrics = runMetrics(
      history(
        [0, { type: "hook.completed", payload: { ...hook, outcome: "continue", duration_ms: 7 } }],
        [
          0,
          {
            type: "hook.failed",
            payload: { ...hook, error: ERROR, effect: "ignored", duration_ms: 3 },
          },
        ],
        [0, { type: "process.started", payload: { process_id: "p_1", command: ["ls"], cwd: "/" } }],
        [40, { type: "process.failed", payload: { process_id: "p_1", error: ERROR } }],
        [40, { type: "rate_limit.hit", payload: { provider: "p", scope: "tokens" } }],
        [40, { type: "quota.low", payload: { provider: "p", quota: "month" } }],
        [40, { type: "cost.recorded", payload: spent }],
        [40, { type: "cost.recorded", payload: { usage: {} } }],
      ),
    );

    expect(metrics).toMatchObject({
      hooks: { count: 2, total_ms: 10, longest_ms: 7, failed: 1 },
      processes: { count: 1, total_ms: 40 },
      rate_limits: 1,
      quota_events: 1,
      cost: { amount: 0.25, answers: 2, unpriced: 1 },
    });
  });

  it("is not led astray by a wall clock that was set back", () => {
    const metrics = runMetrics(history([5_000, STARTED], [4_000, asked("st_1")], [3_000, ENDED]));

    expect(metrics.task_duration_ms).toBe(0);
  });

  it("says how long a person took to answer, and the same after a restart", async () => {
    const store = openMemoryStore();
    const clock = new ManualClock();
    const passes = `
- steps: [{ calls: [{ tool: write, arguments: { path: a.md } }] }]
- steps: [{ text: Done }]
`;
    const runtime = await testRuntime({ store, clock, passes });
    const { run_id } = await runtime.submit("Write");
    const run = await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");
    const waiting = runMetrics(await eventsOf(runtime, run_id));
    clock.advance(90_000);
    const action_id = run.approvals[0]?.action_id;
    await dispatch("respond_action", { action_id, decision: "allow_once" }, runtime.services);
    await runtime.ended(run_id);
    const ended = runMetrics(await eventsOf(runtime, run_id));

    const after = await testRuntime({ store });

    expect(waiting.permission_wait).toMatchObject({ count: 0, open: 1 });
    expect(ended.permission_wait).toMatchObject({ count: 1, total_ms: 90_000, open: 0 });
    expect(runMetrics(await eventsOf(after, run_id))).toEqual(ended);
  });
});

async function eventsOf(
  runtime: Awaited<ReturnType<typeof testRuntime>>,
  runId: string,
): Promise<RuntimeEvent[]> {
  const { log } = await runtime.thread(runId);
  return (await log.read(0)).map(({ event }) => event).filter(({ run_id }) => run_id === runId);
}
