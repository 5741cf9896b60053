import { expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { dispatch } from "./dispatch.ts";
import { HoldingDriver } from "./testing/holding-driver.ts";

const COPIES = Array.from({ length: 100 });

it("F16 duplicate-submit: a hundred submits with one key, addressed in three ways, are one turn", async () => {
  const runtime = await testRuntime({ driver: new HoldingDriver() });
  const { session_id, thread_id } = await runtime.submit("Hold");
  const places = [{ session_id }, { thread_id }, { session_id, thread_id }];

  const answers = await Promise.all(
    COPIES.map((_, index) =>
      runtime.submit("Once", { idempotency_key: "k", ...places[index % places.length] }),
    ),
  );

  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  const state = await (await runtime.thread(thread_id)).state();
  expect(state.turns.map(({ text }) => text)).toEqual(["Hold", "Once"]);
});

it("F16 duplicate-submit: a hundred submits with one turn_id begin one session", async () => {
  const runtime = await testRuntime();

  const answers = await Promise.all(
    COPIES.map(() => runtime.submit("Once", { turn_id: "t_mine" })),
  );

  expect(new Set(answers.map(({ run_id }) => run_id)).size).toBe(1);
  expect(answers[0]?.turn_id).toBe("t_mine");
  expect(await runtime.services.threads.list()).toHaveLength(1);
});

it("makes no second turn of a submit that is repeated after a restart", async () => {
  const store = openMemoryStore();
  const before = await testRuntime({ store });
  const first = await before.submit("Once", { idempotency_key: "k" });
  await before.ended(first.run_id);

  const after = await testRuntime({ store });
  const again = await after.submit("Once", { idempotency_key: "k" });

  expect(again).toEqual(first);
});

it("refuses other words under a key that was used, so that they are not lost unseen", async () => {
  const runtime = await testRuntime();
  const { session_id, turn_id } = await runtime.submit("One", { idempotency_key: "k" });

  const second = runtime.submit("Two", { idempotency_key: "k", session_id });

  await expect(second).rejects.toMatchObject({ code: "conflict", details: { turn_id } });
});

it("still knows a submit whose turn was edited in the queue", async () => {
  const runtime = await testRuntime({ driver: new HoldingDriver() });
  const { thread_id } = await runtime.submit("Hold");
  const sent = { idempotency_key: "k", thread_id };
  const first = await runtime.submit("Oen", sent);
  const edit = { queued_turn_id: first.turn_id, input: { text: "One" } };
  await dispatch("edit_queued_turn", edit, runtime.services);

  expect(await runtime.submit("Oen", sent)).toEqual(first);
});

it("refuses a turn_id that stands in another thread", async () => {
  const runtime = await testRuntime();
  await runtime.ask("One", { turn_id: "t_mine" });
  const { session_id } = await runtime.submit("Two");

  const third = runtime.submit("Three", { turn_id: "t_mine", session_id });

  await expect(third).rejects.toMatchObject({ code: "conflict" });
});

it("refuses a thread that is not one of the session that is named with it", async () => {
  const runtime = await testRuntime();
  const { thread_id } = await runtime.submit("One");
  const { session_id } = await runtime.submit("Two");

  const third = runtime.submit("Three", { thread_id, session_id });

  await expect(third).rejects.toMatchObject({
    code: "not_found",
    message: expect.stringContaining(thread_id),
  });
});

it("keeps a stop that comes before the run's first event, and ends the run once", async () => {
  const runtime = await testRuntime();
  const { run_id } = await runtime.submit("Hello");

  await dispatch("interrupt_turn", { run_id }, runtime.services);

  const { run, events } = await runtime.ended(run_id);
  expect(run.status).toBe("cancelled");
  expect(events.filter(({ type }) => type === "turn.failed")).toHaveLength(1);
  expect(events.at(-1)?.type).toBe("turn.failed");
});
