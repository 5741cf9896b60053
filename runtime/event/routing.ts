import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { Failure } from "./shared.ts";

/** One model of one provider. */
export const ModelRef = z.object({ provider: z.string(), model: z.string() });
export type ModelRef = z.infer<typeof ModelRef>;

/** A model that could have answered, or why it could not. */
export const Candidate = ModelRef.extend({
  eligible: z.boolean(),
  reason: z.string().exactOptional(),
  /** Tokens that it takes at once, where that is known. */
  context_window: z.int().min(1).exactOptional(),
});
export type Candidate = z.infer<typeof Candidate>;

/** Who chose: `policy` is the fallback order of the configuration. */
export const RoutingSource = z.enum(["person", "agent", "policy", "default"]);
export type RoutingSource = z.infer<typeof RoutingSource>;

/** Why this model and no other: what the task needs, who could do it, who was taken. */
export const routingEvents = [
  eventSchema(
    "task.profile.resolved",
    z.object({
      kind: z.string(),
      needs: z.array(z.string()),
      estimated_tokens: z.int().min(0).exactOptional(),
    }),
  ),
  eventSchema("routing.candidates.resolved", z.object({ candidates: z.array(Candidate) })),
  eventSchema(
    "routing.decided",
    ModelRef.extend({
      reason: z.string(),
      source: RoutingSource,
      candidate_count: z.int().min(1).exactOptional(),
    }),
  ),
  eventSchema(
    "routing.fallback.applied",
    z.object({ from: ModelRef, to: ModelRef, reason: z.string() }),
  ),
  eventSchema(
    "routing.not_possible",
    z.object({
      reason: z.string(),
      candidate_count: z.int().min(0),
      missing: z.array(z.string()).exactOptional(),
      /** The same in words for a person, with what to do about it. */
      error: Failure.exactOptional(),
    }),
  ),
  eventSchema("routing.single_candidate", ModelRef.extend({ reason: z.string() })),
] as const;
