import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { Failure } from "./shared.ts";
import { Actor } from "./task.ts";

const JobId = z.object({ job_id: z.string() });
const JobItem = JobId.extend({ job_item_id: z.string(), attempt: z.int().min(1) });
const JobCounts = JobId.extend({
  done: z.int().min(0),
  failed: z.int().min(0),
  total: z.int().min(0).exactOptional(),
});

/** Batch and background work: a list of items, each with its attempts. */
export const jobEvents = [
  eventSchema(
    "job.created",
    JobId.extend({ title: z.string(), total: z.int().min(0).exactOptional() }),
  ),
  eventSchema("job.started", JobId),
  eventSchema("job.progress", JobCounts.extend({ message: z.string().exactOptional() })),
  eventSchema(
    "job.item.started",
    JobItem.extend({ title: z.string().exactOptional(), worker: z.string().exactOptional() }),
  ),
  eventSchema("job.item.completed", JobItem.extend({ output_ref: z.string().exactOptional() })),
  eventSchema(
    "job.item.failed",
    JobItem.extend({ error: Failure, will_retry: z.boolean().exactOptional() }),
  ),
  eventSchema("job.completed", JobCounts),
  eventSchema("job.failed", JobId.extend({ error: Failure })),
  eventSchema("job.cancelled", JobId.extend({ reason: z.string(), requested_by: Actor })),
] as const;
