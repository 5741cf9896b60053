import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { Failure, Usage } from "./shared.ts";

/** A child agent at work in a thread of its own. It ends in `completed` or `failed`, once (R1). */
export const subagentEvents = [
  eventSchema(
    "subagent.spawned",
    z.object({
      agent: z.string(),
      objective: z.string(),
      child_thread_id: z.string(),
      child_task_id: z.string().exactOptional(),
      /** The first agent's children have depth 1. */
      depth: z.int().min(1),
      parent_subagent_id: z.string().exactOptional(),
      parent_tool_call_id: z.string().exactOptional(),
    }),
  ),
  eventSchema("subagent.status", z.object({ status: z.string(), title: z.string() })),
  eventSchema("subagent.input", z.object({ text: z.string(), from: z.enum(["agent", "person"]) })),
  eventSchema("subagent.completed", z.object({ result: z.string(), usage: Usage.exactOptional() })),
  eventSchema(
    "subagent.failed",
    z.object({ reason: z.enum(["error", "cancelled", "timed_out", "lost"]), error: Failure }),
  ),
  eventSchema("subagent.closed", z.object({ reason: z.string().exactOptional() })),
] as const;
