import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { TaskAttempt, TaskRecord } from "#runtime/state/snapshots/task-record.ts";
import { duration, span } from "#views/duration.ts";
import { factsList } from "#views/facts-list.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { relativeTime } from "#views/relative-time.ts";
import { urls } from "#views/urls.ts";
import { taskGraphView, type TaskNeighbour } from "./task-graph-view.ts";
import { taskStatusMark, taskTitle } from "./task-status.ts";

export interface TaskPage extends PageFrame {
  readonly task: TaskRecord;
  /** The tasks that it is tied to, by edges that hold. */
  readonly neighbours: readonly TaskNeighbour[];
}

/** One task: what it wants, how it stands, every attempt, and the tasks around it. */
export function taskPage(page: TaskPage): TemplateResult {
  const { task, neighbours, shell } = page;
  const title = taskTitle(task);
  const main = pageMain(
    {
      title,
      above: [{ name: "Tasks", href: urls.tasks() }],
      actions: html`<a class="button small" href=${placeOf(task)}>In its session</a>`,
    },
    html`<section>
        ${facts(task, shell.now)}
        ${task.last_error === undefined ? "" : html`<p class="problem">${task.last_error.message}</p>`}
        ${
          task.acceptance === undefined || task.acceptance.length === 0
            ? ""
            : html`<h3>Done when</h3>
                <ul class="bullets">
                  ${task.acceptance.map((words) => html`<li dir="auto">${words}</li>`)}
                </ul>`
        }
      </section>
      <section>
        <h2>Attempts</h2>
        ${task.attempts.length === 0 ? html`<p class="quiet">Nobody has tried it yet.</p>` : attempts(task.attempts)}
      </section>
      <section>
        <h2>Tasks around it</h2>
        ${neighbours.length === 0 ? html`<p class="quiet">It depends on no other task, and none on it.</p>` : around(title, neighbours)}
      </section>`,
  );
  return playgroundPage(page, {
    title,
    current: "tasks",
    session: task.session_id,
    layout: "sidebar",
    main,
  });
}

function placeOf({ session_id, thread_id, turn_id }: TaskRecord): string {
  return turn_id === undefined
    ? urls.session(session_id)
    : urls.turnPlace(session_id, turn_id, thread_id);
}

function facts(task: TaskRecord, now: string): TemplateResult {
  const { status, status_reason, assignee, created_at, progress } = task;
  return factsList([
    ["Stands", taskStatusMark(status), status_reason],
    ["Done by", assignee ?? "nobody yet"],
    ["Made", html`<time datetime=${created_at}>${relativeTime(created_at, now)}</time>`],
    ["Progress", progress === undefined ? "unknown" : progressWords(progress)],
  ]);
}

function progressWords({ progress, total, message }: NonNullable<TaskRecord["progress"]>): string {
  const count =
    progress === undefined ? "" : `${progress}${total === undefined ? "" : ` of ${total}`}`;
  return [count, message].filter((words) => words !== undefined && words !== "").join(", ");
}

function attempts(all: readonly TaskAttempt[]): TemplateResult {
  return html`<div class="table-scroll" tabindex="0" role="group" aria-label="Attempts">
    <table class="plain-table">
      <thead>
        <tr>
          <th scope="col">Attempt</th>
          <th scope="col">Stands</th>
          <th scope="col">By</th>
          <th scope="col">Took</th>
          <th scope="col">Run</th>
        </tr>
      </thead>
      <tbody>
        ${all.map(attempt)}
      </tbody>
    </table>
  </div>`;
}

function attempt(tried: TaskAttempt): TemplateResult {
  const { attempt_count, status, worker, started_at, ended_at, run_id, last_error } = tried;
  return html`<tr>
    <th scope="row">${attempt_count}</th>
    <td>
      ${taskStatusMark(status)}${last_error === undefined ? "" : html`<small>${last_error.message}</small>`}
    </td>
    <td>${worker?.agent ?? "unknown"}<small>${worker?.model ?? ""}</small></td>
    <td>
      ${started_at === undefined || ended_at === undefined ? "unknown" : duration(span(started_at, ended_at))}
    </td>
    <td>${run_id === undefined ? "" : html`<a href=${urls.run(run_id)}>Inspect</a>`}</td>
  </tr>`;
}

const RELATION_WORDS: Readonly<Record<TaskNeighbour["relation"], string>> = {
  parent: "It is a part of",
  child: "A part of it",
  blocked_by: "It waits for",
  blocks: "Waits for it",
};

function around(title: string, neighbours: readonly TaskNeighbour[]): TemplateResult {
  return html`<div class="table-scroll" tabindex="0" role="group" aria-label="Picture of the tasks">
      ${taskGraphView(title, neighbours)}
    </div>
    <ul class="rows">
      ${neighbours.map(
        ({ task_id, title: other, relation }) =>
          html`<li>
            <span>${RELATION_WORDS[relation]}</span>
            <a class="row-main" href=${urls.task(task_id)} dir="auto">${other}</a>
          </li>`,
      )}
    </ul>`;
}
