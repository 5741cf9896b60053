import { expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { testRuntime } from "./test-runtime.ts";

const STALLS = {
  provider: "test",
  model: "driver",
  async *stream(_request: unknown, signal: AbortSignal) {
    yield [{ type: "message_delta", text: "As far as it got" }] as const;
    await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  },
};

it("wake() goes on with what a former process left open, then with the queue", async () => {
  const store = openMemoryStore();
  const before = await testRuntime({ store, driver: STALLS });
  const open = await before.submit("Tell");
  await before.reaches(open.run_id, (run) => answerText(run) !== "");
  const queued = await before.submit("And then", { thread_id: open.thread_id });

  const after = await testRuntime({ store });
  await after.boot();

  const { run } = await after.ended(open.run_id);
  expect(run).toMatchObject({ status: "completed", recovery: { attempt: 2, crashes: 1 } });
  expect(answerText(run)).toBe("Hello");
  const next = await after.ended(queued.run_id);
  expect(next.run.status).toBe("completed");
  expect(next.run.first_sequence).toBeLessThan(run.last_sequence);
  expect(Date.parse(next.run.started_at ?? "")).toBeGreaterThanOrEqual(
    Date.parse(run.ended_at ?? ""),
  );
});

it("drain() puts running runs aside, to go on later as no crash, and takes no more", async () => {
  const store = openMemoryStore();
  const runtime = await testRuntime({ store, driver: STALLS });
  const { run_id, thread_id } = await runtime.submit("Tell");
  await runtime.reaches(run_id, (run) => answerText(run) !== "");

  await runtime.services.queue.drain();

  const aside = await runtime.reaches(run_id, ({ paused }) => paused === true);
  expect(aside.status).toBe("running");
  const late = await runtime.submit("Too late", { thread_id });
  const state = await (await runtime.thread(thread_id)).state();
  expect(state.turns.find((turn) => turn.run_id === late.run_id)?.run.status).toBe("queued");

  const after = await testRuntime({ store });
  await after.boot();
  const { run } = await after.ended(run_id);
  expect(run).toMatchObject({ status: "completed", recovery: { attempt: 2, crashes: 0 } });
  expect((await after.ended(late.run_id)).run.status).toBe("completed");
});
