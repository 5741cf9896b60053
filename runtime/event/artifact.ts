import { z } from "zod";

import { eventSchema } from "./envelope.ts";

/** One check of what a run says of itself, and what came of it in the words of whoever checked. */
const VerificationOutcome = z.object({
  name: z.string(),
  run_id: z.string().exactOptional(),
  status: z.string(),
  detail: z.string().exactOptional(),
});
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
      /** `run`: a run ended. `pack`, `review`: somebody asked for one. Others come from elsewhere. */
      kind: z.string(),
      title: z.string(),
      pack_ref: z.string().exactOptional(),
      replay_ref: z.string().exactOptional(),
      review_ref: z.string().exactOptional(),
      verification_outcomes: z.array(VerificationOutcome).exactOptional(),
    }),
  ),
] as const;
