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

it("recover() ends what a former process left open, keeps its text, and goes on with the queue", async () => {
  const store = openMemoryStore();
  const before = await testRuntime({ store, driver: STALLS });
  const open = await before.submit("Tell");
  await before.reaches(open.run_id, (run) => answerText(run) !== "");
  const queued = await before.submit("And then", { thread_id: open.thread_id });

  const after = await testRuntime({ store });
  const { threads, queue } = after.services;
  await threads.load((thread) => queue.recover(thread));

  const { run, events } = await after.ended(open.run_id);
  expect(run).toMatchObject({ status: "lost", error: { code: "interrupted" } });
  expect(answerText(run)).toBe("As far as it got");
  expect(run.steps[0]?.state).toBe("failed");
  expect(events.filter(({ type }) => type === "turn.failed")).toHaveLength(1);
  const next = await after.ended(queued.run_id);
  expect(next.run.status).toBe("completed");
});

it("drain() ends running runs as lost and takes no more", async () => {
  const runtime = await testRuntime({ driver: STALLS });
  const { run_id, thread_id } = await runtime.submit("Tell");
  await runtime.reaches(run_id, (run) => answerText(run) !== "");

  await runtime.services.queue.drain();

  const { run } = await runtime.ended(run_id);
  expect(run.status).toBe("lost");
  const late = await runtime.submit("Too late", { thread_id });
  const state = await (await runtime.thread(thread_id)).state();
  expect(state.turns.find((turn) => turn.run_id === late.run_id)?.run.status).toBe("queued");
});
