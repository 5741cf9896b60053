import { describe, expect, it } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { ModelDriver } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import type { RoutableModels } from "#runtime/model/routing/model-facts.ts";
import { says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { recordingOf } from "#runtime/replay/recording.ts";
import { replayRun } from "#runtime/replay/replay-run.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { systemClock } from "#runtime/system-services.ts";
import { ManualClock, testRuntime, typesOf } from "#runtime/test-runtime.ts";
import { monitor } from "./monitor.ts";

const INFOS = { "a/1": { cost: { input: 2, output: 10 }, limit: { context: 100_000 } } };

/** Asks for a tool again and again; each pass costs $0.003. */
const LOOPING: readonly NormalizedEvent[] = [
  { type: "tool_call_complete", id: "c1", name: "read", arguments: '{"path":"a.md"}' },
  { type: "usage", usage: { input_tokens: 1_000, output_tokens: 100 } },
  { type: "done", finish_reason: "tool_calls" },
];

function agentWith(budget: object): Agent {
  return Agent.parse({ id: "frugal", system_prompt: "x", budget });
}

function limits(events: readonly RuntimeEvent[]): readonly EventOf<"limit.changed">["payload"][] {
  return events.flatMap((event) => (event.type === "limit.changed" ? [event.payload] : []));
}

describe("cost", () => {
  it("is estimated before and recorded after each answer, and adds up over a run", async () => {
    const models = scriptedModels(
      { "a/1": (call) => (call === 1 ? LOOPING : says("Done", { input: 2_000, output: 50 })) },
      { infos: INFOS },
    );
    const runtime = await testRuntime({ models });

    const { run, events } = await runtime.ask("Go");

    expect(typesOf(events).filter((type) => /^(cost|model\.[rc])/.test(type))).toEqual([
      "model.requested",
      "cost.estimated",
      "model.completed",
      "cost.recorded",
      "model.requested",
      "cost.estimated",
      "model.completed",
      "cost.recorded",
    ]);
    expect(run.cost).toMatchObject({ answers: 2, unpriced: 0 });
    expect(run.cost?.amount).toBeCloseTo(0.003 + 0.0045, 10);
  });

  it("is absent where the price is unknown, and counted as unknown", async () => {
    const models = scriptedModels({ "a/1": () => says("Hi", { input: 10, output: 5 }) }, {});
    const runtime = await testRuntime({ models });

    const { run, events } = await runtime.ask("Go");

    const costs = events.filter(({ type }) => type.startsWith("cost."));
    expect(costs).toHaveLength(2);
    for (const { payload } of costs) expect(payload).not.toHaveProperty("cost");
    expect(run.cost).toEqual({ amount: 0, answers: 1, unpriced: 1 });
  });
});

describe("a budget", () => {
  it("of dollars ends the run with a typed reason before the next step", async () => {
    const models = scriptedModels({ "a/1": () => LOOPING }, { infos: INFOS });
    const agent = agentWith({ cost_usd: 0.008 });
    const runtime = await testRuntime({ models, agents: [agent] });

    const { run, events } = await runtime.ask("Go");

    expect(models.asked).toHaveLength(3);
    expect(run).toMatchObject({ status: "failed", error: { code: "budget" } });
    expect(limits(events)).toMatchObject([{ limit: "cost", max: 0.008, state: "exceeded" }]);
  });

  it("of tokens warns once when it is nearly spent, and ends the run when it is", async () => {
    const models = scriptedModels({ "a/1": () => LOOPING }, {});
    const agent = agentWith({ tokens: 5_500 });
    const runtime = await testRuntime({ models, agents: [agent] });

    const { run, events } = await runtime.ask("Go");

    expect(models.asked).toHaveLength(5);
    expect(limits(events)).toEqual([
      { limit: "tokens", used: 4_400, max: 5_500, state: "near" },
      { limit: "tokens", used: 5_500, max: 5_500, state: "exceeded" },
    ]);
    expect(run.error?.message).toBe("The budget for tokens is spent: 5500 of 5500");
  });

  it.each([1, 2, 3])("counts answer %i though the log ends before its price", async (cut) => {
    const agents = [agentWith({ cost_usd: 0.008 })];
    const models = () => scriptedModels({ "a/1": () => LOOPING }, { infos: INFOS });
    const clock = new ManualClock();
    const whole = await (await testRuntime({ models: models(), agents, clock })).ask("Go");
    const answered = whole.events.filter(({ type }) => type === "model.completed")[cut - 1];
    const store = openMemoryStore();
    const log = await store.open(whole.run.session_id, whole.run.thread_id);
    const prefix = whole.events.slice(0, answered?.sequence);
    await log.append(prefix.map((event) => ({ event, json: JSON.stringify(event) })));

    const after = await testRuntime({ models: models(), agents, store, clock });
    await after.boot();
    const { run, events } = await after.ended(whole.run.run_id);

    expect(run).toMatchObject({
      status: "failed",
      error: { code: "budget" },
      cost: { answers: 3 },
    });
    expect(run.steps).toHaveLength(3);
    expect(run.cost?.amount).toBeCloseTo(0.009, 10);
    const { verdict } = await replayRun(recordingOf(events, run.run_id), { clock: systemClock });
    expect(verdict).toBe("same");
  });

  it.each([
    ["tool_calls", 2, 2],
    ["tokens", 3_000, 3],
    ["cost_usd", 0.008, 3],
  ])(
    "F32 budget-survives-restart: %s of %d last for %i answers, though the server dies after each",
    async (limit, max, answers) => {
      const agents = [agentWith({ [limit]: max })];
      const store = openMemoryStore();
      const first = await testRuntime({ models: answersOnce(), agents, store });
      const { run_id } = await first.submit("Go");
      const cutOff = (served: number) => (run: RunState) =>
        isTerminal(run.status) || (completed(run) === served && run.steps.at(-1)?.state === "open");
      let run = await first.reaches(run_id, cutOff(1));
      for (let served = 2; !isTerminal(run.status); served += 1) {
        const next = await testRuntime({ models: answersOnce(), agents, store });
        await next.boot();
        run = await next.reaches(run_id, cutOff(served));
      }

      expect(run).toMatchObject({ status: "failed", error: { code: "budget" } });
      expect(completed(run)).toBe(answers);
    },
  );

  it("is what the log says was spent: a restart gives no new one", async () => {
    const models = scriptedModels(
      { "a/1": (call) => (call < 3 ? LOOPING : says("Done")) },
      { infos: INFOS },
    );
    const runtime = await testRuntime({ models });
    const { run, events } = await runtime.ask("Go");
    const { budget } = agentWith({ cost_usd: 0.005 });

    const again = events.reduce(fold, emptyThread(run.session_id, run.thread_id));
    const reopened = again.turns[0]?.run as RunState; // the log holds this one turn

    expect(monitor(reopened, budget, reopened.ended_at ?? "")).toMatchObject({
      go: false,
      reason: "budget",
      spent: { limit: "cost", max: 0.005 },
    });
  });
});

/** A model that is cut off in its second answer. */
function answersOnce(): RoutableModels {
  let isFirst = true;
  const driver: ModelDriver = {
    provider: "a",
    model: "1",
    async *stream() {
      if (!isFirst) await new Promise(() => {});
      isFirst = false;
      yield LOOPING;
    },
  };
  return { resolve: () => driver, list: () => ["a/1"], info: () => INFOS["a/1"] };
}

function completed({ steps }: RunState): number {
  return steps.filter(({ state }) => state === "completed").length;
}
