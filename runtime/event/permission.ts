import { z } from "zod";

import { eventSchema } from "./envelope.ts";

/** What the permission gate may say. Deny wins over ask, ask over allow (S18). */
export const Verdict = z.enum(["allow", "ask", "deny"]);
export type Verdict = z.infer<typeof Verdict>;

export const permissionEvents = [
  eventSchema(
    "permission.evaluated",
    z.object({ tool: z.string(), verdict: Verdict, rule: z.string() }),
  ),
  eventSchema(
    "permission.requested",
    z.object({ tool: z.string(), arguments_hash: z.string(), rule: z.string() }),
  ),
  eventSchema(
    "permission.resolved",
    z.object({ tool: z.string(), verdict: z.enum(["allow", "deny"]), decided_by: z.string() }),
  ),
] as const;
