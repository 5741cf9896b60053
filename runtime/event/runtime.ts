import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { Failure, Json } from "./shared.ts";

/** What the runtime has to say about itself: a warning changes nothing, an error stops the work. */
export const runtimeEvents = [
  eventSchema(
    "runtime.warning",
    z.object({
      code: z.string(),
      message: z.string(),
      hint: z.string().exactOptional(),
      details: Json.exactOptional(),
    }),
  ),
  eventSchema("runtime.error", z.object({ error: Failure })),
] as const;
