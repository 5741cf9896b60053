import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { Failure, Json } from "./shared.ts";
import { Attachment } from "./turn.ts";

/** Who asked for a change or made it. */
export const Actor = z.enum(["person", "agent", "policy", "runtime"]);
export type Actor = z.infer<typeof Actor>;

/** How far a piece of work got; `total` is absent when nobody knows it. */
const Progress = z.object({
  progress: z.number().exactOptional(),
  total: z.number().exactOptional(),
  message: z.string().exactOptional(),
});

/** What a task wants to reach, what it is given, and what would prove that it was reached. */
const TaskFields = z.object({
  title: z.string().exactOptional(),
  parent_task_id: z.string().exactOptional(),
  assignee: z.string().exactOptional(),
  acceptance: z.array(z.string()).exactOptional(),
  /** All files that the work is given. */
  attachments: z.array(Attachment).exactOptional(),
  /** What else whoever made it says of it, in words of their own. */
  additional_input: z.record(z.string(), Json).exactOptional(),
});

/** A task's life, from the objective to its one terminal event (R1). A retry is a new run of it. */
export const taskEvents = [
  eventSchema(
    "task.created",
    TaskFields.extend({
      objective: z.string(),
      /** Made twice with the same key, it is one task. */
      idempotency_key: z.string().exactOptional(),
    }),
  ),
  eventSchema("task.accepted", z.object({ assignee: z.string().exactOptional() })),
  eventSchema("task.queued", z.object({ position: z.int().min(0).exactOptional() })),
  eventSchema("task.started", z.object({})),
  eventSchema("task.updated", TaskFields.extend({ objective: z.string().exactOptional() })),
  eventSchema("task.progress", Progress),
  eventSchema(
    "task.waiting",
    z.object({
      waiting_for: z.enum(["input", "permission", "resource"]),
      detail: z.string().exactOptional(),
    }),
  ),
  eventSchema(
    "task.blocked",
    z.object({ reason: z.string(), blocked_by: z.array(z.string()).exactOptional() }),
  ),
  eventSchema("task.paused", z.object({ reason: z.string(), requested_by: Actor })),
  eventSchema(
    "task.resumed",
    z.object({ reason: z.string().exactOptional(), requested_by: Actor }),
  ),
  eventSchema(
    "task.retrying",
    z.object({
      attempt: z.int().min(1),
      reason: z.string(),
      delay_ms: z.int().min(0).exactOptional(),
    }),
  ),
  eventSchema(
    "task.cancel_requested",
    z.object({
      reason: z.string(),
      requested_by: Actor,
      /** The last rung of a stop: the run ends at once, and waits for none of its parts. */
      forced: z.literal(true).exactOptional(),
    }),
  ),
  eventSchema("task.cancelled", z.object({ reason: z.string() })),
  eventSchema(
    "task.timed_out",
    z.object({
      reason: z.string(),
      limit_ms: z.int().min(0).exactOptional(),
      elapsed_ms: z.int().min(0).exactOptional(),
    }),
  ),
  eventSchema("task.failed", z.object({ error: Failure })),
  eventSchema("task.lost", z.object({ reason: z.string() })),
  eventSchema("task.completed", z.object({ summary: z.string().exactOptional() })),
  eventSchema("task.archived", z.object({ reason: z.string().exactOptional() })),
] as const;
