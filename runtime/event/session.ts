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
    }),
  ),
  eventSchema(
    "thread.started",
    z.object({
      forked_from: z.object({ thread_id: z.string(), sequence: z.int() }).exactOptional(),
    }),
  ),
  eventSchema("thread.updated", z.object({ status: z.string().exactOptional() })),
] as const;
