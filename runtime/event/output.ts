import { z } from "zod";

import { eventSchema } from "./envelope.ts";

const Bytes = z.int().min(0);

/** What became of an output that is too large, too secret or too old to stand in an event. */
export const outputEvents = [
  eventSchema(
    "output.spilled",
    z.object({
      output_ref: z.string(),
      media_type: z.string(),
      bytes: Bytes,
      sha256: z.string().exactOptional(),
      preview: z.string().exactOptional(),
      expires_at: z.iso.datetime().exactOptional(),
    }),
  ),
  eventSchema(
    "output.truncated",
    z.object({
      total_bytes: Bytes,
      kept_bytes: Bytes,
      kept: z.enum(["head", "tail", "head_and_tail"]),
      output_ref: z.string().exactOptional(),
    }),
  ),
  eventSchema(
    "output.redacted",
    z.object({
      redactions: z.int().min(0),
      rules: z.array(z.string()),
      output_ref: z.string().exactOptional(),
    }),
  ),
  eventSchema(
    "output.expired",
    z.object({ output_ref: z.string(), reason: z.enum(["age", "space", "deleted"]) }),
  ),
] as const;
