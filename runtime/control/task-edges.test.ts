import { describe, expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { completeTask } from "./change-task.ts";
import { perform } from "./dispatch.ts";
import { linkTasks, unlinkTasks } from "./link-tasks.ts";
import { getTask, listTasks } from "./tasks.ts";
import { withTasks } from "./testing/with-tasks.ts";
import { startTask } from "./try-task.ts";

describe("link_tasks", () => {
  it("holds a task back until the one before it is completed", async () => {
    const { runtime, first, second } = await withTasks(["First", "Second"]);
    const { services } = runtime;
    const edge = { task_id: second, target_id: first, relation: "blocked_by" };

    const { task } = await perform(linkTasks, edge, services);
    const again = await perform(linkTasks, edge, services);
    const early = perform(startTask, { task_id: second }, services);

    await expect(early).rejects.toMatchObject({ code: "conflict", details: { blockers: [first] } });
    expect(task).toMatchObject({ status: "blocked", blockers: [first] });
    expect(again.status).toBe("no_op");
    expect(await perform(getTask, { task_id: first }, services)).toMatchObject({
      relationships: [{ kind: "blocks", target_id: second }],
    });
    await perform(completeTask, { task_id: first }, services);
    const { run_id } = await perform(startTask, { task_id: second }, services);
    expect((await runtime.ended(run_id)).run.status).toBe("completed");
  });

  it("keeps a cut edge and says that it was cut, also over a restart", async () => {
    const store = openMemoryStore();
    const { runtime, thread_id, first, second } = await withTasks(["First", "Second"], store);
    const edge = { task_id: second, target_id: first, relation: "blocked_by" };

    await perform(linkTasks, { ...edge, reason: "Needs its file" }, runtime.services);
    await perform(unlinkTasks, edge, runtime.services);
    const twice = await perform(unlinkTasks, edge, runtime.services);

    const { services } = await testRuntime({ store });
    expect(twice.status).toBe("no_op");
    expect(await perform(listTasks, { thread_id }, services)).toMatchObject({
      tasks: [{ status: "draft" }, { status: "draft", blockers: [] }],
      blocked_tasks: [],
      graph: {
        edges: [{ task_id: second, kind: "blocked_by", target_id: first, status: "unlinked" }],
        has_more: false,
      },
    });
  });

  it.each(["blocked_by", "parent"])("refuses a circle of %s", async (relation) => {
    const { runtime, first, second, third } = await withTasks(["1", "2", "3"]);
    const link = (task_id: string, target_id: string) =>
      perform(linkTasks, { task_id, target_id, relation }, runtime.services);

    await link(first, second);
    await link(second, third);

    await expect(link(third, first)).rejects.toMatchObject({ code: "conflict" });
    await expect(link(first, first)).rejects.toMatchObject({ code: "conflict" });
  });

  it("refuses a task that nobody knows, but takes any artifact", async () => {
    const { runtime, first } = await withTasks(["One"]);
    const to = (target_id: string, relation: string) =>
      perform(linkTasks, { task_id: first, target_id, relation }, runtime.services);

    await expect(to("task_none", "blocks")).rejects.toMatchObject({ code: "not_found" });
    const { task } = await to("art_1", "consumed_artifact");
    expect(task.relationships).toMatchObject([{ kind: "consumed_artifact", target_id: "art_1" }]);
  });
});

it("list_tasks gives long lists page by page, in both directions, and says whether there is more", async () => {
  const { runtime, thread_id } = await withTasks(["0", "1", "2", "3", "4"]);
  const page = async (ask: object) => {
    const input = { thread_id, limit: 2, ...ask };
    const { tasks, history_cursor, newer_cursor } = await perform(
      listTasks,
      input,
      runtime.services,
    );
    return { said: tasks.map(({ objective }) => objective), history_cursor, newer_cursor };
  };

  const newest = await page({});
  const older = await page({ before: newest.history_cursor });
  const back = await page({ after: older.newer_cursor });

  expect(newest).toMatchObject({ said: ["3", "4"], newer_cursor: undefined });
  expect(older.said).toEqual(["1", "2"]);
  expect(back.said).toEqual(["3", "4"]);
  await expect(page({ after: "task_none" })).rejects.toMatchObject({ code: "not_found" });
});
