import type { EventOf } from "#runtime/event/catalogue.ts";
import type { Failure, Json, Usage } from "#runtime/event/shared.ts";
import type { Attachment } from "#runtime/event/turn.ts";
import type { TaskRelation } from "#runtime/event/task-graph.ts";

/** How a task stands, in the twenty words of the Agent Runtime draft. */
export const TASK_STATUSES = [
  "draft",
  "accepted",
  "queued",
  "preparing",
  "running",
  "waiting_input",
  "waiting_permission",
  "waiting_resource",
  "blocked",
  "paused",
  "retrying",
  "cancelling",
  "cancelled",
  "timed_out",
  "failed",
  "lost",
  "completed",
  "archived",
  "stale",
  "unknown",
] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** A unit of work as the log of its thread tells it: one objective, however often it is tried. */
export interface TaskState {
  readonly task_id: string;
  /** Where its first event stands. */
  readonly sequence: number;
  /** The turns in which it was tried, oldest first; none in a task that nobody has started. */
  readonly turn_ids: readonly string[];
  readonly objective?: string;
  readonly title?: string;
  readonly parent_task_id?: string;
  readonly assignee?: string;
  readonly acceptance?: readonly string[];
  readonly attachments?: readonly Attachment[];
  readonly additional_input?: Readonly<Record<string, Json>>;
  /** What its newest lifecycle event says; how it stands now takes its run into account. */
  readonly fact: TaskStatus;
  /** Why it stands so, where the event says it. */
  readonly reason?: string;
  readonly last_error?: Failure;
  readonly progress?: TaskProgress;
  /** What the work needs of a model. */
  readonly profile?: EventOf<"task.profile.resolved">["payload"];
  readonly attempts: readonly TaskAttemptState[];
  readonly edges: readonly TaskEdge[];
  readonly idempotency_key?: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly started_at?: string;
  readonly ended_at?: string;
}

/** How far a task got, in the numbers of whoever does it. */
export interface TaskProgress {
  readonly progress?: number;
  readonly total?: number;
  readonly message?: string;
  readonly at: string;
}

export type AttemptStatus =
  | "running"
  | "paused"
  | "completed"
  | "failed"
  | "cancelled"
  | "timed_out"
  | "lost";

/** One execution of a task. None takes the place of another: a retry stands beside what failed. */
export interface TaskAttemptState {
  readonly attempt_id: string;
  readonly run_id?: string;
  readonly status: AttemptStatus;
  readonly agent?: string;
  readonly model?: string;
  readonly started_at?: string;
  readonly ended_at?: string;
  /** How long nobody worked on the run before this attempt. */
  readonly downtime_ms?: number;
  readonly usage?: Usage;
  readonly last_error?: Failure;
  readonly will_retry?: boolean;
}

/** How a task stands to another task or thing. An edge that was cut is kept and says so. */
export interface TaskEdge {
  readonly kind: TaskRelation;
  readonly target_id: string;
  readonly status: "linked" | "unlinked";
  readonly reason?: string;
  readonly created_at: string;
  readonly updated_at: string;
}
