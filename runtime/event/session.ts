import { z } from "zod";

import { eventSchema } from "./envelope.ts";

/** Sessions hold threads; a branch is a thread that starts from a prefix of another. */
export const sessionEvents = [
  eventSchema("session.created", z.object({ title: z.string().exactOptional() })),
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
    }),
  ),
  /** `hidden`: lists and pages leave the branch out; its log stays. */
  eventSchema("thread.updated", z.object({ status: z.string().exactOptional() })),
] as const;
