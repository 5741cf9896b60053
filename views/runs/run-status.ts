import { html, type TemplateResult } from "lit/html.js";

import type { RunStatus } from "#runtime/state/thread-state.ts";

type Mark = "idle" | "running" | "waiting" | "done" | "failed";

const WORDS: Readonly<Record<RunStatus, readonly [words: string, mark: Mark]>> = {
  queued: ["Queued", "idle"],
  running: ["Running", "running"],
  waiting_permission: ["Waits for you", "waiting"],
  cancelling: ["Stopping", "running"],
  completed: ["Completed", "done"],
  failed: ["Failed", "failed"],
  cancelled: ["Stopped", "done"],
  timed_out: ["Timed out", "failed"],
  lost: ["Lost", "failed"],
};

/** Every status that a run can have, in the order of its life. */
export const RUN_STATUSES: readonly RunStatus[] = [
  "queued",
  "running",
  "waiting_permission",
  "cancelling",
  "completed",
  "failed",
  "cancelled",
  "timed_out",
  "lost",
];

/** A run's status for people. */
export function statusWords(status: RunStatus): string {
  return WORDS[status][0];
}

/** A run's status: a mark and its words. */
export function runStatus(status: RunStatus): TemplateResult {
  const [words, mark] = WORDS[status];
  return html`<span class="run-status" data-status=${status}
    ><i class="dot" data-status=${mark}></i><span class="words">${words}</span></span
  >`;
}
