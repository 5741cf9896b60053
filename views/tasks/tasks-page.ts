import { html } from "@lit-labs/ssr";
import { nothing, type TemplateResult } from "lit/html.js";

import type { TaskRecord } from "#runtime/state/snapshots/task-record.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { relativeTime } from "#views/relative-time.ts";
import { urls } from "#views/urls.ts";
import { statusWords, taskStatusMark, taskTitle } from "./task-status.ts";

export interface TasksPage extends PageFrame {
  /** The newest change first, as far as the filter lets them. */
  readonly tasks: readonly TaskRecord[];
  /** Each status that a task has, and how many have it. */
  readonly statuses: readonly (readonly [status: string, count: number])[];
  readonly status?: string;
  /** Sessions that were not looked at, being older. */
  readonly unseen: number;
}

/** Units of work over all sessions: one objective each, however often it was tried. */
export function tasksPage(page: TasksPage): TemplateResult {
  const { tasks, statuses, status, unseen } = page;
  const total = statuses.reduce((sum, [, count]) => sum + count, 0);
  const main = pageMain(
    { title: "Tasks", meta: `${total} ${total === 1 ? "task" : "tasks"}` },
    total === 0
      ? html`<p class="quiet">No tasks yet. Each message becomes one.</p>
          <p><a class="button primary" href=${urls.chat()}>Start a chat</a></p>`
      : html`<nav class="sections" aria-label="Status">
            ${tab("All", total, undefined, status)}
            ${statuses.map(([name, count]) => tab(statusWords(name), count, name, status))}
          </nav>
          ${
            tasks.length === 0
              ? html`<p class="quiet">
                  No task stands so. <a href=${urls.tasks()}>Show all tasks</a>
                </p>`
              : html`<ul class="rows task-rows">
                  ${tasks.map((task) => row(task, page.shell.now))}
                </ul>`
          }
          ${unseen === 0 ? "" : html`<p class="quiet">${unseen} older sessions are not listed here.</p>`}`,
  );
  return playgroundPage(page, { title: "Tasks", current: "tasks", layout: "sidebar", main });
}

function tab(name: string, count: number, status: string | undefined, shown: string | undefined) {
  return html`<a
    href=${urls.tasks(status === undefined ? {} : { status })}
    aria-current=${status === shown ? "page" : nothing}
    >${name} ${count}</a
  >`;
}

function row(task: TaskRecord, now: string): TemplateResult {
  const { task_id, status, attempts, updated_at } = task;
  const tries = attempts.length === 1 ? "" : `${attempts.length} attempts, `;
  return html`<li>
    <span>${taskStatusMark(status)}</span>
    <a class="row-main" href=${urls.task(task_id)} dir="auto">${taskTitle(task)}</a>
    <span class="row-end"
      >${tries}<time datetime=${updated_at}>${relativeTime(updated_at, now)}</time></span
    >
  </li>`;
}
