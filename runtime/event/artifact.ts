import { z } from "zod";

import { eventSchema } from "./envelope.ts";

/** One check of a run's work. Verdicts belong to the evidence system; here they are only passed on. */
const VerificationOutcome = z.object({ name: z.string(), status: z.string() });
export type VerificationOutcome = z.infer<typeof VerificationOutcome>;

/** Deliverables. A bundle is an artifact of type `text/html`, shown only in a sandboxed frame. */
export const artifactEvents = [
  eventSchema(
    "artifact.changed",
    z.object({
      kind: z.enum(["bundle", "file"]),
      /** What its maker calls it; the same name in a run is a new version of the same artifact. */
      name: z.string(),
      version: z.int().min(1),
      title: z.string(),
      media_type: z.string(),
      content: z.string().exactOptional(),
      height: z.int().exactOptional(),
    }),
  ),
  eventSchema(
    "evidence.changed",
    z.object({
      kind: z.string(),
      title: z.string(),
      pack_ref: z.string().exactOptional(),
      replay_ref: z.string().exactOptional(),
      /** What was checked, and what came of it, in the words of whoever checked. */
      verification_outcomes: z.array(VerificationOutcome).exactOptional(),
    }),
  ),
] as const;
