import { Hono } from "hono";

import { recordOf, requireTaskThread } from "#runtime/control/find-task.ts";
import { observe } from "#runtime/control/observed.ts";
import { taskRecord, type TaskRecord, taskScope } from "#runtime/state/snapshots/task-record.ts";
import type { TaskState } from "#runtime/state/task-state.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";
import type { TaskNeighbour } from "#views/tasks/task-graph-view.ts";
import { taskPage } from "#views/tasks/task-page.ts";
import { tasksPage } from "#views/tasks/tasks-page.ts";
import { html, pageFrame } from "./page.ts";

/** Threads whose tasks one page lists, the newest first. */
const MAX_THREADS = 50;
/** The newest tasks of one thread. */
const MAX_TASKS_OF_A_THREAD = 50;

/** Units of work over all sessions, and one of them with its attempts and the tasks around it. */
export function taskPages(services: AppServices): Hono<AppEnv> {
  const { control } = services;
  const routes = new Hono<AppEnv>();

  routes.get("/tasks", async (c) => {
    const threads = await control.threads.list();
    const all = await newestTasks(services, threads.slice(0, MAX_THREADS));
    const status = c.req.query("status");
    const byStatus = Map.groupBy(all, (task) => task.status);
    const page = {
      ...(await pageFrame(c, services, "pages")),
      tasks: all.filter((task) => status === undefined || task.status === status),
      statuses: [...byStatus].map(([name, tasks]) => [name, tasks.length] as const),
      ...(status !== undefined && { status }),
      unseen: Math.max(0, threads.length - MAX_THREADS),
    };
    return html(c, tasksPage(page));
  });

  routes.get("/tasks/:task", async (c) => {
    const id = c.req.param("task");
    const thread = await asProblem(requireTaskThread(control, id));
    const task = await recordOf(thread, id, control);
    const { tasks } = await thread.state();
    const page = {
      ...(await pageFrame(c, services, "pages")),
      task,
      neighbours: neighboursOf(task, tasks),
    };
    return html(c, taskPage(page));
  });
  return routes;
}

async function newestTasks(
  { control }: AppServices,
  threads: readonly { readonly session_id: string; readonly thread_id: string }[],
): Promise<readonly TaskRecord[]> {
  const found: TaskRecord[] = [];
  for (const place of threads) {
    const thread = await control.threads.open(place);
    const state = await thread.state();
    const scope = taskScope(state, observe(thread, control));
    const newest = state.tasks.slice(-MAX_TASKS_OF_A_THREAD);
    found.push(...newest.map((task) => taskRecord(task, scope)));
  }
  // A branch has the tasks of its origin, too.
  const once = new Map(found.toReversed().map((task) => [task.task_id, task]));
  return [...once.values()].toSorted((one, other) =>
    other.updated_at.localeCompare(one.updated_at),
  );
}

function neighboursOf(
  { relationships }: TaskRecord,
  tasks: readonly TaskState[],
): readonly TaskNeighbour[] {
  return relationships.flatMap(({ kind, status, target_id }) => {
    const isTask =
      kind === "parent" || kind === "child" || kind === "blocks" || kind === "blocked_by";
    if (!isTask || status !== "linked") return [];
    const known = tasks.find(({ task_id }) => task_id === target_id);
    const title = known?.title ?? known?.objective ?? target_id;
    return [{ task_id: target_id, title, relation: kind }];
  });
}
