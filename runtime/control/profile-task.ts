import type { Failure } from "#runtime/event/shared.ts";
import type { TaskAttempt, TaskRecord } from "#runtime/state/snapshots/task-record.ts";
import type { TaskStatus } from "#runtime/state/task-state.ts";

/** A task under the names of the published snapshot schema. */
export interface ProfileTask {
  readonly taskId: string;
  readonly status: TaskStatus;
  readonly attempts: readonly ProfileAttempt[];
  readonly evidenceRefs: readonly string[];
  readonly [member: string]: unknown;
}

interface ProfileAttempt {
  readonly runId: string;
  readonly attemptId: string;
  readonly status: AttemptWord;
  readonly [member: string]: unknown;
}

/** The words that the published schema has for attempts: fewer than for tasks. */
type AttemptWord =
  | "queued"
  | "preparing"
  | "running"
  | "blocked"
  | "retrying"
  | "completed"
  | "failed"
  | "cancelled"
  | "stale"
  | "unknown";

/** Renames a task's record. What it does not tell is left out. */
export function profileTask(task: TaskRecord): ProfileTask {
  const { parent_task_id, objective, acceptance, relationships, artifacts } = task;
  return {
    taskId: task.task_id,
    ...told({
      parentTaskId: parent_task_id,
      rootTaskId: parent_task_id === undefined ? undefined : task.root_task_id,
      title: task.title,
      objective: typeof objective === "string" ? objective : undefined,
      taskKind: task.task_kind,
      taskProfile: task.task_profile,
      nativeStatus: task.native_status,
      statusReason: task.status_reason,
      assignee: task.assignee === undefined ? undefined : { name: task.assignee },
      constraints: task.constraints,
      acceptance: acceptance?.map((text) => ({ text })),
      progress: task.progress,
      currentRunId: task.current_run_id,
      lastError: task.last_error && profileError(task.last_error),
      startedAt: task.started_at,
      endedAt: task.ended_at,
      turnId: task.turn_id,
    }),
    sessionId: task.session_id,
    threadId: task.thread_id,
    visibility: task.visibility === "foreground" ? "foreground" : "unknown",
    status: task.status,
    attempts: task.attempts.map(profileAttempt),
    relationships: relationships.map(({ kind, target_id, status, reason, ...times }) => ({
      kind,
      targetId: target_id,
      status,
      ...told({ reason }),
      createdAt: times.created_at,
      updatedAt: times.updated_at,
    })),
    artifacts: artifacts.map((artifactId) => ({ artifactId })),
    evidenceRefs: task.evidence_refs,
    deliveryState: { status: task.delivery.state, reason: task.delivery.reason },
    createdAt: task.created_at,
    updatedAt: task.updated_at,
  };
}

function profileAttempt(attempt: TaskAttempt): ProfileAttempt {
  return {
    runId: attempt.run_id ?? attempt.attempt_id,
    attemptId: attempt.attempt_id,
    status: ATTEMPT_WORDS[attempt.status],
    attemptCount: attempt.attempt_count,
    ...told({
      worker: attempt.worker,
      startedAt: attempt.started_at,
      endedAt: attempt.ended_at,
      lastError: attempt.last_error && profileError(attempt.last_error),
    }),
  };
}

function profileError({ code, message, retryable }: Failure): object {
  return { code, message, ...told({ retryable }) };
}

const ATTEMPT_WORDS: Readonly<Record<TaskAttempt["status"], AttemptWord>> = {
  draft: "queued",
  accepted: "queued",
  queued: "queued",
  preparing: "preparing",
  running: "running",
  waiting_input: "blocked",
  waiting_permission: "blocked",
  waiting_resource: "blocked",
  blocked: "blocked",
  paused: "blocked",
  retrying: "retrying",
  cancelling: "running",
  cancelled: "cancelled",
  timed_out: "failed",
  failed: "failed",
  lost: "unknown",
  completed: "completed",
  archived: "completed",
  stale: "stale",
  unknown: "unknown",
};

function told(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
