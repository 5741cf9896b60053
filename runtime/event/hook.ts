import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { PermissionMode } from "./permission.ts";
import { Failure, Json } from "./shared.ts";
import { Actor } from "./task.ts";

/** Where a hook may step in. */
export const HookPoint = z.enum([
  "session_start",
  "user_prompt_submit",
  "pre_tool_use",
  "permission_request",
  "post_tool_use",
  "post_tool_failure",
  "post_sampling",
  "stop",
]);
export type HookPoint = z.infer<typeof HookPoint>;

const HookRun = z.object({ hook_run_id: z.string(), hook: z.string(), point: HookPoint });

/** Governance: hooks decide only through these facts, and a rule's change is one of them. */
export const hookEvents = [
  eventSchema("hook.started", HookRun.extend({ timeout_ms: z.int().min(0).exactOptional() })),
  eventSchema(
    "hook.completed",
    HookRun.extend({
      outcome: z.enum(["continue", "block", "allow", "deny", "ask"]),
      duration_ms: z.int().min(0),
      reason: z.string().exactOptional(),
      /** What goes on in place of the arguments, or of the message, that came. */
      updated_input: z.record(z.string(), Json).exactOptional(),
      /** What the model reads in place of the tool's result. */
      updated_output: z.string().exactOptional(),
      updated_input_ref: z.string().exactOptional(),
      updated_tool_output_ref: z.string().exactOptional(),
      /** What the model reads beside what the hook has seen, by value. */
      additional_context: z.string().exactOptional(),
      additional_context_refs: z.array(z.string()).exactOptional(),
      audit_refs: z.array(z.string()).exactOptional(),
      suppress_output: z.boolean().exactOptional(),
    }),
  ),
  eventSchema(
    "hook.failed",
    HookRun.extend({
      error: Failure,
      /** What the failure did to the work that the hook guards. */
      effect: z.enum(["ignored", "blocked"]),
      /** Absent where the server stopped meanwhile. */
      duration_ms: z.int().min(0).exactOptional(),
    }),
  ),
  eventSchema(
    "policy.changed",
    z.object({
      policy: z.string(),
      summary: z.string(),
      changed_by: Actor,
      mode: PermissionMode.exactOptional(),
      added: z.array(z.string()).exactOptional(),
      removed: z.array(z.string()).exactOptional(),
    }),
  ),
] as const;
