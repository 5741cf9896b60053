import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { SpawnedBy } from "./subagent.ts";

/** Where a thread comes from that was not recorded here. It is there to be read, and never goes on. */
export const Imported = z.object({
  /** What it was: `uar-events`, or the name of a foreign format. */
  format: z.string(),
  /** What the file was called. */
  file: z.string().exactOptional(),
  /** How many events the thread has: with fewer, the import was cut off and is not there. */
  events: z.int().min(1),
  /** Whether the times are those of the capture; `partial` where some events have none. */
  times: z.enum(["recorded", "partial", "unknown"]),
});
export type Imported = z.infer<typeof Imported>;

/** Sessions hold threads; a branch is a thread that starts from a prefix of another. */
export const sessionEvents = [
  eventSchema(
    "session.created",
    z.object({ title: z.string().exactOptional(), imported: Imported.exactOptional() }),
  ),
  eventSchema(
    "session.updated",
    z.object({
      title: z.string().exactOptional(),
      pinned: z.boolean().exactOptional(),
      archived: z.boolean().exactOptional(),
      /** The branch that the session shows where nobody names one. */
      active_thread_id: z.string().exactOptional(),
    }),
  ),
  eventSchema(
    "thread.started",
    z.object({
      /** The thread that wrote the event after which this branch goes on. */
      forked_from: z.object({ thread_id: z.string(), sequence: z.int() }).exactOptional(),
      idempotency_key: z.string().exactOptional(),
      /** The run that it works for, in a child agent's thread. */
      spawned_by: SpawnedBy.exactOptional(),
    }),
  ),
  /** `hidden`: lists and pages leave the branch out; its log stays. */
  eventSchema("thread.updated", z.object({ status: z.string().exactOptional() })),
] as const;
