import { isTerminal } from "./run-queries.ts";
import type { TaskState, TaskStatus } from "./task-state.ts";
import type { RunState } from "./thread-state.ts";
import { type WorkPlace, type WorkStatus, workStatus } from "./work-status.ts";

/** What no process has to work at: the fact stands until somebody writes another one. */
const RESTING: ReadonlySet<TaskStatus> = new Set([
  "draft",
  "accepted",
  "queued",
  "waiting_input",
  "waiting_permission",
  "waiting_resource",
  "blocked",
  "paused",
  "cancelled",
  "timed_out",
  "failed",
  "lost",
  "completed",
  "archived",
  "unknown",
]);

/** What has not begun, and cannot as long as something stands before it. */
const STARTABLE: ReadonlySet<TaskStatus> = new Set(["draft", "accepted", "queued"]);

export interface TaskPlace extends WorkPlace {
  /** Whether another task has to come first. */
  readonly hindered: boolean;
}

/**
 * How a task stands, in the words of the Agent Runtime draft; every state has exactly one. Its newest
 * run decides, and only the run's own end makes the task ended. A task without a run stands as its
 * facts say; where they tell of work under way that nobody here does, it is stale.
 */
export function taskStatus(
  task: TaskState,
  run: RunState | undefined,
  place: TaskPlace,
): TaskStatus {
  if (task.fact === "archived") return "archived";
  const status = run === undefined ? restingStatus(task.fact) : runStatus(run, place);
  return place.hindered && STARTABLE.has(status) ? "blocked" : status;
}

function restingStatus(fact: TaskStatus): TaskStatus {
  return RESTING.has(fact) ? fact : "stale";
}

function runStatus(run: RunState, place: TaskPlace): TaskStatus {
  if (run.paused === true && !place.working && !isTerminal(run.status)) return "paused";
  if (run.status === "cancelling" && place.working) return "cancelling";
  return TASK_WORDS[workStatus(run, place)];
}

/** Tasks have no word for an answer that is being written. */
const TASK_WORDS: Readonly<Record<WorkStatus, TaskStatus>> = {
  accepted: "accepted",
  queued: "queued",
  preparing: "preparing",
  running: "running",
  waiting_input: "waiting_input",
  waiting_permission: "waiting_permission",
  waiting_resource: "waiting_resource",
  blocked: "blocked",
  streaming: "running",
  retrying: "retrying",
  lost: "lost",
  timed_out: "timed_out",
  completed: "completed",
  failed: "failed",
  cancelled: "cancelled",
  stale: "stale",
};
