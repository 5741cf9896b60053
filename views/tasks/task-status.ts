import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { TaskAttempt, TaskRecord } from "#runtime/state/snapshots/task-record.ts";

type Status = TaskRecord["status"] | TaskAttempt["status"];

/** What is under way, what waits for somebody, and what went wrong; all else is at rest. */
const MARKS: Readonly<Partial<Record<Status, string>>> = {
  preparing: "running",
  running: "running",
  retrying: "running",
  cancelling: "running",
  waiting_input: "waiting",
  waiting_permission: "waiting",
  waiting_resource: "waiting",
  blocked: "waiting",
  failed: "failed",
  timed_out: "failed",
  lost: "failed",
  completed: "done",
};

/** How a task or an attempt stands: a mark and its words. */
export function taskStatusMark(status: Status): TemplateResult {
  return html`<span class="run-status"
    ><i class="dot" data-status=${MARKS[status] ?? "idle"}></i
    ><span class="words">${statusWords(status)}</span></span
  >`;
}

/** A status as a sentence begins: `Waiting permission`. */
export function statusWords(status: string): string {
  const words = status.replaceAll("_", " ");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** What a task is called: its title, else what it wants to reach. */
export function taskTitle({ title, objective }: Pick<TaskRecord, "title" | "objective">): string {
  return title ?? (typeof objective === "string" ? objective : "Without an objective");
}
