import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { Failure, Usage } from "./shared.ts";

/** How one task stands to another task or thing. */
export const TaskRelation = z.enum([
  "parent",
  "child",
  "blocks",
  "blocked_by",
  "source_task",
  "source_attempt",
  "spawned_subagent",
  "assigned_thread",
  "produced_artifact",
  "consumed_artifact",
  "evidence",
]);
export type TaskRelation = z.infer<typeof TaskRelation>;

const AttemptNumber = z.int().min(1);

/** Edges between tasks, and each execution of one: an attempt is a run, counted from 1. */
export const taskGraphEvents = [
  eventSchema(
    "task.delegated",
    z.object({
      child_task_id: z.string(),
      assignee: z.string(),
      objective: z.string(),
      child_thread_id: z.string().exactOptional(),
    }),
  ),
  eventSchema(
    "task.dependency.updated",
    z.object({
      change: z.enum(["linked", "unlinked"]),
      relation: TaskRelation,
      target_id: z.string(),
      reason: z.string().exactOptional(),
    }),
  ),
  eventSchema(
    "task.attempt.started",
    z.object({
      attempt: AttemptNumber,
      agent: z.string(),
      model: z.string(),
      /** How long nobody worked on the run before it went on; it spends no budget. */
      downtime_ms: z.int().min(0).exactOptional(),
    }),
  ),
  eventSchema(
    "task.attempt.completed",
    z.object({
      attempt: AttemptNumber.exactOptional(),
      usage: Usage.exactOptional(),
      duration_ms: z.int().min(0).exactOptional(),
    }),
  ),
  eventSchema(
    "task.attempt.failed",
    z.object({
      attempt: AttemptNumber.exactOptional(),
      error: Failure,
      will_retry: z.boolean().exactOptional(),
    }),
  ),
] as const;
