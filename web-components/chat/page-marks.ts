import type { RunState, RunStatus } from "#runtime/state/thread-state.ts";

const TITLE_MARK = /^(?:\((\d+)\)|[✓✕]) /;

/** Counts the questions that wait in the page's title, where another tab's person sees them. */
export function markTitle(waiting: number): void {
  const title = document.title.replace(TITLE_MARK, "");
  const marked = waiting > 0 ? `(${waiting}) ${title}` : title;
  if (marked !== document.title) document.title = marked;
}

/** The count that the title shows. */
export function waitingInTitle(): number {
  return Number(TITLE_MARK.exec(document.title)?.[1] ?? 0);
}

/** Shows in the page's title that its run has ended, well or not. */
export function markEnd(isGood: boolean): void {
  document.title = `${isGood ? "✓" : "✕"} ${document.title.replace(TITLE_MARK, "")}`;
}

/** Adds to the count of approvals in the navigation what changed since the last call. */
export function markApprovals(change: number): void {
  if (change === 0) return;
  for (const mark of document.querySelectorAll<HTMLElement>("[data-approvals]")) {
    const number = mark.querySelector("b");
    if (number === null) continue;
    const count = Math.max(0, Number(number.textContent) + change);
    number.textContent = String(count);
    mark.hidden = count === 0;
  }
}

/** Shows in the sidebar how the session stands now. */
export function markSession(session: string, run: RunState): void {
  const dot = document.querySelector<HTMLElement>(`[data-session="${CSS.escape(session)}"] .dot`);
  if (dot !== null) dot.dataset["status"] = DOTS[run.status];
}

const DOTS: Readonly<Record<RunStatus, string>> = {
  queued: "idle",
  running: "running",
  waiting_permission: "waiting",
  cancelling: "running",
  completed: "done",
  cancelled: "done",
  failed: "failed",
  timed_out: "failed",
  lost: "failed",
};
