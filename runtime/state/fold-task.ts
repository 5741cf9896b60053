import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Failure } from "#runtime/event/shared.ts";
import { foldAttempt } from "./fold-attempt.ts";
import { foldEdges } from "./fold-edges.ts";
import type { TaskState, TaskStatus } from "./task-state.ts";

/** The tasks of a thread after one more event. Pure; a task that the event does not touch is shared. */
export function foldTasks(tasks: readonly TaskState[], event: RuntimeEvent): readonly TaskState[] {
  const { task_id } = event;
  if (task_id === undefined || !speaksOfTasks(event)) return tasks;
  const index = tasks.findLastIndex((task) => task.task_id === task_id);
  const known = tasks[index];
  if (known === undefined) return [...tasks, change(newTask(task_id, event), event)];
  return tasks.with(index, change(known, event));
}

const TOUCHING: ReadonlySet<string> = new Set([
  "turn.submitted",
  "artifact.changed",
  "evidence.changed",
  "subagent.spawned",
]);

function speaksOfTasks({ type, tool_call_id }: RuntimeEvent): boolean {
  // A stop that names a call is about that call alone.
  if (type === "task.cancel_requested") return tool_call_id === undefined;
  return type.startsWith("task.") || TOUCHING.has(type);
}

function newTask(task_id: string, { sequence, timestamp }: RuntimeEvent): TaskState {
  return {
    task_id,
    sequence,
    turn_ids: [],
    fact: "unknown",
    attempts: [],
    edges: [],
    created_at: timestamp,
    updated_at: timestamp,
  };
}

function change(task: TaskState, event: RuntimeEvent): TaskState {
  const { timestamp, turn_id } = event;
  const isNewTurn = turn_id !== undefined && !task.turn_ids.includes(turn_id);
  const placed: TaskState = {
    ...task,
    updated_at: timestamp,
    ...(isNewTurn && { turn_ids: [...task.turn_ids, turn_id] }),
    edges: foldEdges(task.edges, event),
    attempts: foldAttempt(task.attempts, event),
  };
  switch (event.type) {
    case "turn.submitted":
      return { ...opened(placed, "accepted"), ...objectiveOf(task, event) };
    case "task.created":
      return { ...placed, ...event.payload, fact: task.fact === "unknown" ? "draft" : task.fact };
    case "task.updated":
      return { ...placed, ...event.payload };
    case "task.profile.resolved":
      return { ...placed, profile: event.payload };
    case "task.progress":
      return { ...placed, progress: { ...event.payload, at: timestamp } };
    case "task.attempt.started":
      return { ...opened(placed, "running"), started_at: task.started_at ?? timestamp };
    case "task.attempt.failed":
      return { ...placed, last_error: event.payload.error };
    default:
      return { ...placed, ...lifecycle(task, event) };
  }
}

/** The words of the message are the objective until a fact of the task says otherwise. */
function objectiveOf(
  { objective }: TaskState,
  { payload: { input } }: EventOf<"turn.submitted">,
): Pick<TaskState, "objective"> {
  if (objective !== undefined || input.text === "") return {};
  return { objective: input.text };
}

/** Work begins, or begins anew: what its former end said counts no more. */
function opened(task: TaskState, fact: TaskStatus): TaskState {
  const { ended_at: _ended, reason: _reason, ...open } = task;
  return { ...open, fact };
}

function lifecycle(task: TaskState, event: RuntimeEvent): Partial<TaskState> {
  switch (event.type) {
    case "task.accepted":
      return { fact: "accepted", ...event.payload };
    case "task.queued":
      return { fact: "queued" };
    case "task.started":
      return { fact: "running", started_at: task.started_at ?? event.timestamp };
    case "task.resumed":
      return { fact: "running" };
    case "task.waiting": {
      const { waiting_for, detail } = event.payload;
      return { fact: `waiting_${waiting_for}`, ...(detail !== undefined && { reason: detail }) };
    }
    case "task.blocked":
      return { fact: "blocked", reason: event.payload.reason };
    case "task.paused":
      return { fact: "paused", reason: event.payload.reason };
    case "task.retrying":
      return { fact: "retrying", reason: event.payload.reason };
    case "task.cancel_requested":
      return { fact: "cancelling", reason: event.payload.reason };
    case "task.archived":
      return { fact: "archived" };
    default:
      return end(event);
  }
}

function end(event: RuntimeEvent): Partial<TaskState> {
  const { timestamp: ended_at } = event;
  switch (event.type) {
    case "task.completed": {
      const { summary } = event.payload;
      return { fact: "completed", ended_at, ...(summary !== undefined && { reason: summary }) };
    }
    case "task.failed":
      return { fact: "failed", ended_at, ...failure(event.payload.error) };
    case "task.cancelled":
      return { fact: "cancelled", ended_at, reason: event.payload.reason };
    case "task.timed_out":
      return { fact: "timed_out", ended_at, reason: event.payload.reason };
    case "task.lost":
      return { fact: "lost", ended_at, reason: event.payload.reason };
    default:
      return {};
  }
}

function failure(error: Failure): Partial<TaskState> {
  return { reason: error.message, last_error: error };
}
