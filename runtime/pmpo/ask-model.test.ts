import { describe, expect, it } from "vitest";

import { perform } from "#runtime/control/dispatch.ts";
import { interruptTurn } from "#runtime/control/interrupt-turn.ts";
import { fails, says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { skippingClock } from "#runtime/model/testing/skipping-clock.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { ManualClock, payloadsOf, testRuntime } from "#runtime/test-runtime.ts";

describe("a failure before the first word", () => {
  it("is retried after a pause, which the page can tell, and the answer counts", async () => {
    const models = scriptedModels(
      { "a/1": (call) => (call < 3 ? fails("server") : says("At last")) },
      {},
    );
    const clock = skippingClock();
    const runtime = await testRuntime({ models, clock });

    const { run, events } = await runtime.ask("Go");

    expect(run.status).toBe("completed");
    expect(answerText(run)).toBe("At last");
    expect(run.steps.map(({ attempt, state }) => [attempt, state])).toEqual([
      [1, "failed"],
      [2, "failed"],
      [3, "completed"],
    ]);
    expect(clock.slept()).toBeGreaterThanOrEqual(500 + 1_000);
    expect(payloadsOf(events, "run.status").map(({ title }) => title)).toContain(
      "Waits 1 s: The provider failed",
    );
  });

  it("is not sent to the model again as part of the conversation", async () => {
    const models = scriptedModels(
      { "a/1": (call) => (call === 1 ? fails("server") : says("Yes")) },
      {},
    );
    const runtime = await testRuntime({ models, clock: skippingClock() });

    await runtime.ask("Go");

    expect(models.requests[1]?.messages).toEqual(models.requests[0]?.messages);
  });

  it("F33 retry-storm: waits as long as the provider asks, and records that it asked", async () => {
    const asks = fails("rate_limited", { retry_after_ms: 7_000 });
    const models = scriptedModels({ "a/1": (call) => (call === 1 ? asks : says("Yes")) }, {});
    const clock = skippingClock();
    const runtime = await testRuntime({ models, clock });

    const { run, events } = await runtime.ask("Go");

    expect(run.status).toBe("completed");
    expect(clock.slept()).toBeGreaterThanOrEqual(7_000);
    expect(payloadsOf(events, "rate_limit.hit")).toMatchObject([
      { provider: "a", model: "1", retry_after_ms: 7_000 },
    ]);
    expect(payloadsOf(events, "run.status").map(({ title }) => title)).toContain(
      "Waits 7 s: The provider asks for a pause",
    );
  });

  it("ends the run at once where the provider asks for more than a minute", async () => {
    const asks = fails("rate_limited", { retry_after_ms: 300_000, hint: "Try again in 300 s" });
    const models = scriptedModels({ "a/1": () => asks }, {});
    const clock = skippingClock();
    const runtime = await testRuntime({ models, clock });

    const { run } = await runtime.ask("Go");

    expect(models.asked).toHaveLength(1);
    expect(clock.slept()).toBeLessThan(1_000);
    expect(run.error).toMatchObject({ code: "rate_limited", hint: "Try again in 300 s" });
  });

  it("is not retried where it would come again", async () => {
    const models = scriptedModels({ "a/1": () => fails("bad_request") }, {});
    const runtime = await testRuntime({ models, clock: skippingClock() });

    const { run } = await runtime.ask("Go");

    expect(models.asked).toHaveLength(1);
    expect(run.error?.code).toBe("bad_request");
  });

  it("can be stopped during the pause", async () => {
    const asks = fails("rate_limited", { retry_after_ms: 30_000 });
    const models = scriptedModels({ "a/1": () => asks }, {});
    const runtime = await testRuntime({ models, clock: new ManualClock() });
    const { run_id, thread_id } = await runtime.submit("Go");
    await runtime.reaches(run_id, ({ title }) => title.startsWith("Waits"));

    await perform(interruptTurn, { thread_id }, runtime.services);
    const { run } = await runtime.ended(run_id);

    expect(run.status).toBe("cancelled");
    expect(models.asked).toHaveLength(1);
  });

  it("of a silent stream counts, too: nothing was said", async () => {
    const models = scriptedModels({ "a/1": (call) => (call === 1 ? [] : says("Here")) }, {});
    const runtime = await testRuntime({ models, clock: skippingClock() });

    const { run } = await runtime.ask("Go");

    expect(run.steps.map(({ error }) => error?.code)).toEqual(["stream_truncated", undefined]);
    expect(answerText(run)).toBe("Here");
  });
});

describe("a failure after the first word", () => {
  it.each([
    ["text", { type: "message_delta", text: "Half an ans" }],
    ["reasoning", { type: "reasoning_delta", text: "Hm" }],
    ["a call", { type: "tool_call_delta", id: "c", name: "read", arguments_delta: "{" }],
  ] as const)("of %s is neither retried nor handed over", async (_name, first) => {
    const models = scriptedModels(
      { "a/1": () => [first, ...fails("server")], "b/2": () => says("Other") },
      { fallback: ["b/2"] },
    );
    const runtime = await testRuntime({ models, clock: skippingClock() });

    const { run } = await runtime.ask("Go");

    expect(models.asked).toEqual(["a/1"]);
    expect(run.error?.code).toBe("server");
  });
});

describe("a storm of refusals", () => {
  it.each(["rate_limited", "server"] as const)(
    "F33 retry-storm: %s keeps retries within the budget, then leaves the provider alone until it rested",
    async (code) => {
      const models = scriptedModels({ "a/1": () => fails(code) }, {});
      const clock = skippingClock();
      const runtime = await testRuntime({ models, clock });

      const ended = await Promise.all(
        Array.from({ length: 60 }, (_, at) => runtime.ask(`Question ${at}`)),
      );

      const retries = ended.flatMap(({ run }) => run.steps.filter(({ attempt }) => attempt > 1));
      expect(ended.every(({ run }) => run.status === "failed")).toBe(true);
      expect(retries.length).toBeLessThanOrEqual(10);
      expect(models.asked.length).toBeLessThan(60 + 10);
      const after = await runtime.ask("One more");
      expect(after.run).toMatchObject({ error: { code: "breaker_open" }, steps: [] });
      expect(after.run.routing?.candidates).toMatchObject([{ eligible: false }]);
    },
  );

  it("is over with the first answer after the rest", async () => {
    let isUp = false;
    const models = scriptedModels({ "a/1": () => (isUp ? says("Back") : fails("server")) }, {});
    const clock = skippingClock();
    const runtime = await testRuntime({ models, clock });
    for (let asked = 0; asked < 3; asked += 1) await runtime.ask("Are you there?");

    isUp = true;
    const early = await runtime.ask("And now?");
    await clock.sleep(15_000);
    const late = await runtime.ask("And now?");

    expect(early.run.error?.code).toBe("breaker_open");
    expect(answerText(late.run)).toBe("Back");
  });
});
