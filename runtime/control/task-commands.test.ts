import { describe, expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import type { ModelDriver } from "#runtime/model/driver.ts";
import { payloadsOf, testRuntime, typesOf } from "#runtime/test-runtime.ts";
import { appendTaskProgress, completeTask, updateTask } from "./change-task.ts";
import { createTask } from "./create-task.ts";
import { dispatch, perform } from "./dispatch.ts";
import { getTask, listTasks } from "./tasks.ts";
import { HoldingDriver } from "./testing/holding-driver.ts";
import { withTasks } from "./testing/with-tasks.ts";
import { retryTask, startTask } from "./try-task.ts";

type Runtime = Awaited<ReturnType<typeof testRuntime>>;

async function eventsOf(runtime: Runtime, id: string) {
  return (await (await runtime.thread(id)).log.read(0)).map(({ event }) => event);
}

/** A model that fails the first time and then answers. */
class FailsOnce implements ModelDriver {
  readonly provider = "test";
  readonly model = "driver";
  #tries = 0;

  async *stream(): ReturnType<ModelDriver["stream"]> {
    this.#tries += 1;
    if (this.#tries === 1) {
      yield [{ type: "error", code: "unauthorized", message: "No key", retryable: false }];
      return;
    }
    yield [{ type: "message_delta", text: "Done" }];
    yield [{ type: "done", finish_reason: "stop" }];
  }
}

describe("create_task", () => {
  it("makes a draft that a restart keeps, with all that was said of it", async () => {
    const store = openMemoryStore();
    const { runtime, session_id, thread_id } = await withTasks([], store);
    const said = { title: "Docs", assignee: "ann", acceptance: ["It links the API"] };
    const input = { session_id, objective: "Write the docs", ...said };

    const { task } = await perform(createTask, input, runtime.services);

    const after = await testRuntime({ store });
    expect(await perform(getTask, { task_id: task.task_id }, after.services)).toEqual(task);
    expect(task).toMatchObject({
      thread_id,
      status: "draft",
      objective: "Write the docs",
      attempts: [],
      ...said,
    });
  });

  it("makes one task of many with the same key, and refuses another objective under it", async () => {
    const { runtime, session_id } = await withTasks([]);
    const input = { session_id, objective: "Once", idempotency_key: "k" };

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => perform(createTask, input, runtime.services)),
    );

    expect(new Set(answers.map(({ task }) => task.task_id)).size).toBe(1);
    expect(answers.filter(({ status }) => status === "accepted")).toHaveLength(1);
    const other = perform(createTask, { ...input, objective: "Twice" }, runtime.services);
    await expect(other).rejects.toMatchObject({ code: "conflict" });
  });

  it("ties a part to its whole, and both of them say so", async () => {
    const { runtime, session_id, first } = await withTasks(["Whole"]);
    const input = { session_id, objective: "Part", parent_task_id: first };

    const { task: part } = await perform(createTask, input, runtime.services);
    const whole = await perform(getTask, { task_id: first }, runtime.services);

    expect(part).toMatchObject({
      parent_task_id: first,
      root_task_id: first,
      relationships: [{ kind: "parent", target_id: first, status: "linked" }],
    });
    expect(whole.relationships).toMatchObject([{ kind: "child", target_id: part.task_id }]);
  });

  it("refuses a whole that nobody knows, and stores nothing", async () => {
    const { runtime, session_id, thread_id } = await withTasks([]);
    const input = { session_id, objective: "Part", parent_task_id: "task_none" };

    const answer = perform(createTask, input, runtime.services);

    await expect(answer).rejects.toMatchObject({ code: "not_found" });
    expect((await (await runtime.thread(thread_id)).state()).tasks).toEqual([]);
  });
});

describe("a task that nobody has started", () => {
  it("changes, tells how far it got, and is declared done once", async () => {
    const { runtime, first } = await withTasks(["Write"]);
    const { services } = runtime;
    const title = { task_id: first, title: "Docs" };

    await perform(updateTask, title, services);
    const again = await perform(updateTask, title, services);
    await perform(appendTaskProgress, { task_id: first, progress: 1, total: 3 }, services);
    const { task } = await perform(completeTask, { task_id: first, summary: "Done" }, services);
    const twice = await perform(completeTask, { task_id: first }, services);

    expect(again.status).toBe("no_op");
    expect(twice.status).toBe("no_op");
    expect(task).toMatchObject({
      title: "Docs",
      objective: "Write",
      status: "completed",
      status_reason: "Done",
      progress: { progress: 1, total: 3 },
      ended_at: expect.any(String),
    });
    expect(typesOf(await eventsOf(runtime, first)).slice(2)).toEqual([
      "task.created",
      "task.updated",
      "task.progress",
      "task.completed",
    ]);
  });

  it.each([
    ["failed", "fail_task", "No way"],
    ["cancelled", "cancel_task", "Not needed"],
  ])("is %s by one word, and takes no other afterwards", async (status, end, reason) => {
    const { runtime, first } = await withTasks(["Write"]);

    const answer = await dispatch(end, { task_id: first, reason }, runtime.services);

    expect(answer).toMatchObject({ task: { status, status_reason: reason } });
    for (const [command, more] of [
      ["complete_task", {}],
      ["append_task_progress", { progress: 1 }],
      ["start_task", {}],
    ] as const) {
      const answer = dispatch(command, { task_id: first, ...more }, runtime.services);
      await expect(answer).rejects.toMatchObject({ code: "conflict" });
    }
  });

  it("is handed to an agent once, however often it is started", async () => {
    const { runtime, first } = await withTasks(["One"]);

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => perform(startTask, { task_id: first }, runtime.services)),
    );
    const { run } = await runtime.ended(answers[0]?.run_id ?? "");

    expect(new Set(answers.map(({ run_id }) => run_id)).size).toBe(1);
    expect(run).toMatchObject({ status: "completed", task_id: first });
    expect(await perform(getTask, { task_id: first }, runtime.services)).toMatchObject({
      status: "completed",
      turn_id: run.turn_id,
      attempts: [{ run_id: run.run_id, status: "completed", worker: { model: "test/driver" } }],
    });
    expect(payloadsOf(await eventsOf(runtime, first), "task.created")).toHaveLength(1);
  });
});

describe("a task with a run", () => {
  it("is ended by its run, and by nobody's word", async () => {
    const runtime = await testRuntime({ driver: new HoldingDriver() });
    const { task_id, run_id } = await runtime.submit("Hold");
    await runtime.reaches(run_id, ({ parts }) => parts.length > 0);

    const answer = dispatch("complete_task", { task_id }, runtime.services);

    await expect(answer).rejects.toMatchObject({ code: "conflict", details: { run_id } });
  });

  it("is tried again as a new run, and keeps the attempt that failed, also over a restart", async () => {
    const store = openMemoryStore();
    const before = await testRuntime({ store, driver: new FailsOnce() });
    const { run } = await before.ask("Go");
    const { task_id } = run;
    const retry = { task_id, reason: "The key is set" };

    const second = await perform(retryTask, retry, before.services);
    await before.ended(second.run_id);
    await before.services.queue.drain();

    const { services } = await testRuntime({ store });
    expect(second).toMatchObject({ task_id });
    expect(second.run_id).not.toBe(run.run_id);
    expect(await perform(getTask, { task_id }, services)).toMatchObject({
      status: "completed",
      objective: "Go",
      turn_id: second.turn_id,
      attempts: [
        {
          run_id: run.run_id,
          attempt_count: 1,
          status: "failed",
          last_error: { code: "unauthorized" },
        },
        { run_id: second.run_id, attempt_count: 2, status: "completed" },
      ],
    });
    const list = await perform(listTasks, { thread_id: run.thread_id }, services);
    expect(list).toMatchObject({ counts: { open: 0, ended: 1, by_status: { completed: 1 } } });
  });

  it("leaves a run that has ended as it ended when it is tried again", async () => {
    const runtime = await testRuntime({ driver: new FailsOnce() });
    const { run } = await runtime.ask("Go");
    const retry = { task_id: run.task_id, reason: "Once more" };

    const { run_id } = await perform(retryTask, retry, runtime.services);
    await runtime.ended(run_id);

    const kept = await runtime.reaches(run.run_id, () => true);
    expect(kept.last_sequence).toBe(run.last_sequence);
  });

  it("is not tried again as long as its run is open", async () => {
    const runtime = await testRuntime({ driver: new HoldingDriver() });
    const { task_id, run_id } = await runtime.submit("Hold");
    await runtime.reaches(run_id, ({ parts }) => parts.length > 0);

    const answer = dispatch("retry_task", { task_id, reason: "Faster" }, runtime.services);

    await expect(answer).rejects.toMatchObject({ code: "conflict", details: { run_id } });
  });
});
