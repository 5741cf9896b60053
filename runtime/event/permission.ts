import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { ReusedCall } from "./shared.ts";

/** What the permission gate may say. Deny wins over ask, ask over allow (S18). */
export const Verdict = z.enum(["allow", "ask", "deny"]);
export type Verdict = z.infer<typeof Verdict>;

/** When a gate asks where no rule decides, as the person set it. */
export const PermissionMode = z.enum([
  "default",
  "untrusted",
  "on_request",
  "on_failure",
  "never",
  "plan",
  "bypass",
  "auto",
]);
export type PermissionMode = z.infer<typeof PermissionMode>;

/**
 * Where a rule comes from; `tool_change` is a tool that says something else than when it was first seen,
 * `fork` a run that goes on from another one.
 */
export const RuleSource = z.enum([
  "file",
  "agent",
  "session",
  "remembered",
  "tool_change",
  "hook",
  "mode",
  "fork",
]);
export type RuleSource = z.infer<typeof RuleSource>;

/** For how long a decision counts. */
export const PermissionScope = z.enum(["once", "session", "always"]);
export type PermissionScope = z.infer<typeof PermissionScope>;

export const permissionEvents = [
  eventSchema(
    "permission.evaluated",
    z.object({
      tool: z.string(),
      verdict: Verdict,
      rule: z.string(),
      source: RuleSource.exactOptional(),
      mode: PermissionMode.exactOptional(),
      arguments_hash: z.string().exactOptional(),
      /** The recorded result that stands for the call, so that nothing has to be allowed. */
      reused_from: ReusedCall.exactOptional(),
    }),
  ),
  eventSchema(
    "permission.requested",
    z.object({
      tool: z.string(),
      arguments_hash: z.string(),
      rule: z.string(),
      source: RuleSource.exactOptional(),
    }),
  ),
  eventSchema(
    "permission.resolved",
    z.object({
      tool: z.string(),
      verdict: z.enum(["allow", "deny"]),
      decided_by: z.string(),
      scope: PermissionScope.exactOptional(),
      arguments_hash: z.string().exactOptional(),
    }),
  ),
] as const;
