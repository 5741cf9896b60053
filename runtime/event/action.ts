import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { Json } from "./shared.ts";

/** What a person may answer to a pending action. */
export const Decision = z.enum(["allow_once", "allow_session", "deny"]);
export type Decision = z.infer<typeof Decision>;

/** A pause for a person. The answer counts only for the arguments whose hash it names (R12). */
export const actionEvents = [
  eventSchema(
    "action.required",
    z.object({
      action_type: z.literal("tool_approval"),
      tool: z.string(),
      arguments: Json,
      arguments_hash: z.string(),
      prompt: z.string(),
      rule: z.string(),
      decisions: z.array(Decision),
      expires_at: z.iso.datetime().exactOptional(),
    }),
  ),
  eventSchema(
    "action.resolved",
    z.object({
      decision: z.union([Decision, z.enum(["expired", "cancelled"])]),
      decided_by: z.enum(["person", "policy", "runtime"]),
      reason: z.string().exactOptional(),
    }),
  ),
] as const;
