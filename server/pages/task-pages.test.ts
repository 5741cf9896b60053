import { describe, expect, it } from "vitest";

import { dispatch } from "#runtime/control/dispatch.ts";
import { testApp } from "#server/test-app.ts";

async function shown(app: Awaited<ReturnType<typeof testApp>>, path: string): Promise<string> {
  const text = await (await app.fetch(path)).text();
  return text.replaceAll(/<!--.*?-->/gu, "").replaceAll(/\s+/gu, " ");
}

describe("/tasks", () => {
  it("starts a chat where there are no tasks", async () => {
    expect(await shown(await testApp(), "/tasks")).toContain("No tasks yet");
  });

  it("lists each task once with how it stands, and narrows by that", async () => {
    const app = await testApp();
    const { run } = await app.runtime.ask("What is <here>?");
    await dispatch(
      "create_task",
      { session_id: run.session_id, objective: "Write it down" },
      app.runtime.services,
    );

    const all = await shown(app, "/tasks");
    const drafts = await shown(app, "/tasks?status=draft");

    expect(all).toContain("What is &lt;here&gt;?");
    expect(all).toContain("2 tasks");
    expect(drafts).toContain("Write it down");
    expect(drafts).not.toContain(`href="/tasks/${run.task_id}"`);
    expect(await shown(app, "/tasks?status=lost")).toContain("No task stands so");
  });

  it("shows a task's attempts and the tasks around it, as picture and as list", async () => {
    const app = await testApp();
    const { services } = app.runtime;
    const { run } = await app.runtime.ask("First");
    const { session_id, task_id } = run;
    await dispatch("create_task", { session_id, objective: "Second" }, services);
    const { tasks } = await (await app.runtime.thread(run.run_id)).state();
    const second = tasks.find(({ objective }) => objective === "Second")?.task_id ?? "";
    const edge = { task_id: second, target_id: task_id, relation: "blocked_by" };
    await dispatch("link_tasks", edge, services);

    const first = await shown(app, `/tasks/${task_id}`);
    const later = await shown(app, `/tasks/${second}`);

    expect(first).toContain(`href="/runs/${run.run_id}"`);
    expect(first).toContain("Waits for it");
    expect(first.split(`href="/tasks/${second}"`)).toHaveLength(3);
    expect(later).toContain("It waits for");
    expect(later).toContain("Nobody has tried it yet");
  });

  it("answers 404 for a task that is not there", async () => {
    expect((await (await testApp()).fetch("/tasks/task_none")).status).toBe(404);
  });
});
