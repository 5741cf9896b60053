import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";
import { absentCommands, Id, Reason } from "./absent.ts";

const Job = z.strictObject({ job_id: Id });

/** Batches: a list of items, each with its attempts. */
export const absentJobCommands = absentCommands("batch jobs do not exist yet", {
  create_job: {
    description: "Makes a batch of items for an agent",
    kind: "write",
    input: z.strictObject({
      title: z.string().min(1),
      agent: Id.exactOptional(),
      items: z.array(Json).min(1),
      idempotency_key: Id.exactOptional(),
    }),
  },
  list_jobs: {
    description: "All jobs, or those of a session",
    kind: "read",
    input: z.strictObject({ session_id: Id.exactOptional() }),
  },
  get_job: { description: "A job with its items", kind: "read", input: Job },
  cancel_job: {
    description: "Stops a job",
    kind: "write",
    input: Job.extend({ reason: Reason.exactOptional() }),
  },
});
