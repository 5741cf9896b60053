import { expect, it } from "vitest";

import { calls, says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { perform } from "./dispatch.ts";
import { estimateFork } from "./estimate-fork.ts";
import { fork, sequenceOf, worked } from "./testing/forking.ts";
import { HoldingDriver } from "./testing/holding-driver.ts";

const FIRST = { type: "usage", usage: { input_tokens: 100, output_tokens: 10 } } as const;

/** Reads twice, with one answer of 100 tokens and two of 200. */
function reading(prices: object) {
  const path = (call: number) => calls("read", { path: call === 1 ? "a.md" : "b.md" });
  const more = { ...FIRST, usage: { input_tokens: 200, output_tokens: 20 } };
  return scriptedModels(
    {
      "a/1": (call) => {
        if (call === 3) return says("Done", { input: 200, output: 20 });
        return [call === 1 ? FIRST : more, ...path(call)];
      },
    },
    { infos: { "a/1": prices } },
  );
}

it("tells what a fork reuses, what its origin did after that, and what that cost", async () => {
  const models = reading({ cost: { input: 2, output: 10 } });
  const { runtime, run, events } = await worked({ models });
  const sequence = sequenceOf(events, "tool.result");
  const place = { run_id: run.run_id, sequence };

  const estimate = await perform(estimateFork, place, runtime.services);
  const forked = await fork(runtime, place);

  expect(estimate).toMatchObject({
    thread_id: run.thread_id,
    ...place,
    reused: { model_steps: 1, tool_results: 1 },
    runs_again: { model_steps: 2, calls: [{ name: "read", effect: "read", recorded: true }] },
    usage: { input_tokens: 400, output_tokens: 40 },
    cost: expect.closeTo((400 * 2 + 40 * 10) / 1_000_000),
    origin_ended: true,
  });
  expect(estimate.reused).toEqual(forked.reused);
});

it("says what it cannot tell: a price that nobody knows, an answer that did not come", async () => {
  const { runtime, run, events } = await worked({ models: reading({}) });
  const { run_id, last_sequence } = run;
  const at = (sequence: number) => perform(estimateFork, { run_id, sequence }, runtime.services);

  const unpriced = await at(sequenceOf(events, "tool.result"));
  const last = await at(last_sequence - 1);

  expect(unpriced.cost).toMatchObject({ state: "unknown", reason: expect.stringMatching(/price/) });
  expect(last).toMatchObject({ usage: { state: "unknown" }, cost: { state: "unknown" } });
  expect(last.runs_again).toEqual({ model_steps: 0, calls: [] });
});

it("says that its origin has not ended, and what a new turn cannot be compared with", async () => {
  const runtime = await testRuntime({ driver: new HoldingDriver() });
  const { run_id, thread_id } = await runtime.submit("Hold");
  await runtime.reaches(run_id, ({ parts }) => parts.length > 0);

  const open = await perform(estimateFork, { run_id }, runtime.services);
  const other = await perform(estimateFork, { thread_id }, runtime.services);

  expect(open).toMatchObject({ origin_ended: false, usage: { state: "unknown" } });
  expect(other).toMatchObject({ reused: { events: 0 }, cost: { state: "unknown" } });
  expect(await runtime.services.threads.list()).toHaveLength(1);
  await runtime.services.queue.drain();
});
