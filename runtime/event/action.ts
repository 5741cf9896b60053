import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { Json } from "./shared.ts";

/** What a person may say of a call whose outcome nobody knows, because the server stopped in its midst (D3). */
export const OutcomeChoice = z.enum(["mark_done", "mark_failed", "retry", "abort"]);
export type OutcomeChoice = z.infer<typeof OutcomeChoice>;

/** What a person may answer to a pending action. */
export const Decision = z.enum([
  "allow_once",
  "allow_session",
  "allow_always",
  "deny",
  ...OutcomeChoice.options,
]);
export type Decision = z.infer<typeof Decision>;

/** Other arguments than those that the model wrote, from the person who allowed the call. */
export const EditedArguments = z.object({
  before: Json,
  after: Json,
  /** The hash of what runs. */
  arguments_hash: z.string(),
});
export type EditedArguments = z.infer<typeof EditedArguments>;

/** A pause for a person. The answer counts only for the arguments whose hash it names (R12). */
export const actionEvents = [
  eventSchema(
    "action.required",
    z.object({
      action_type: z.enum(["tool_approval", "outcome_unknown"]),
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
      edited: EditedArguments.exactOptional(),
    }),
  ),
] as const;
