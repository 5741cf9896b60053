import { z } from "zod";

import { eventSchema } from "./envelope.ts";

/** One model of one provider. */
const ModelRef = z.object({ provider: z.string(), model: z.string() });

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
  eventSchema(
    "routing.candidates.resolved",
    z.object({
      candidates: z.array(
        ModelRef.extend({ eligible: z.boolean(), reason: z.string().exactOptional() }),
      ),
    }),
  ),
  eventSchema(
    "routing.decided",
    ModelRef.extend({
      reason: z.string(),
      source: z.enum(["person", "agent", "policy", "default"]),
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
    }),
  ),
  eventSchema("routing.single_candidate", ModelRef.extend({ reason: z.string() })),
] as const;
