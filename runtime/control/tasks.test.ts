import { expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { dispatch } from "./dispatch.ts";
import { HoldingDriver } from "./testing/holding-driver.ts";

it("lists a thread's tasks with their attempts; one that waits has none yet", async () => {
  const runtime = await testRuntime({ driver: new HoldingDriver() });
  const { thread_id, run_id } = await runtime.submit("Hold");
  await runtime.reaches(run_id, ({ parts }) => parts.length > 0);
  const next = await runtime.submit("One", { thread_id });

  const tasks = await dispatch("list_tasks", { thread_id }, runtime.services);

  expect(tasks).toMatchObject({
    counts: { open: 2, ended: 0 },
    tasks: [
      { objective: "Hold", status: "running", attempts: [{ run_id, status: "running" }] },
      { task_id: next.task_id, status: "queued", attempts: [], delivery: { state: "unknown" } },
    ],
  });
});

it("keeps the attempt that a restart cut off beside the one that goes on", async () => {
  const store = openMemoryStore();
  const before = await testRuntime({ store, driver: new HoldingDriver() });
  const { task_id, run_id } = await before.submit("Hold");
  await before.reaches(run_id, ({ parts }) => parts.length > 0);

  const after = await testRuntime({ store });
  after.services.queue.wake(await after.thread(run_id));
  await after.ended(run_id);

  expect(await dispatch("get_task", { task_id }, after.services)).toMatchObject({
    status: "completed",
    attempts: [
      { attempt_id: run_id, status: "lost" },
      { attempt_id: `${run_id}_2`, status: "completed" },
    ],
  });
});

it("finds a task by its id, and cancels it", async () => {
  const runtime = await testRuntime({ driver: new HoldingDriver() });
  const { task_id, run_id } = await runtime.submit("Hold");
  await runtime.reaches(run_id, ({ parts }) => parts.length > 0);

  await dispatch("cancel_task", { task_id, reason: "Enough" }, runtime.services);
  await runtime.ended(run_id);

  const task = await dispatch("get_task", { task_id }, runtime.services);
  expect(task).toMatchObject({ task_id, objective: "Hold", status: "cancelled" });
});

it("answers not_found for a task that nobody knows", async () => {
  const { services } = await testRuntime();

  await expect(dispatch("get_task", { task_id: "task_none" }, services)).rejects.toMatchObject({
    code: "not_found",
  });
});
