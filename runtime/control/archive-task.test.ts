import { expect, test } from "vitest";

import { testRuntime } from "#runtime/test-runtime.ts";
import { archiveTask } from "./archive-task.ts";
import { perform } from "./dispatch.ts";
import { HoldingDriver } from "./testing/holding-driver.ts";

test("archive_task puts a task away once its run has ended, and once", async () => {
  const runtime = await testRuntime();
  const { run } = await runtime.ask("Hi");
  const { task_id } = run;

  const first = await perform(archiveTask, { task_id, reason: "Done with" }, runtime.services);
  const again = await perform(archiveTask, { task_id }, runtime.services);

  expect([first.status, again.status]).toEqual(["accepted", "no_op"]);
  expect(again.task.status).toBe("archived");
});

test("archive_task refuses a task that is worked on", async () => {
  const runtime = await testRuntime({ driver: new HoldingDriver() });
  const { task_id } = await runtime.submit("Hi");

  await expect(perform(archiveTask, { task_id }, runtime.services)).rejects.toThrow(
    "stop it first",
  );
});
