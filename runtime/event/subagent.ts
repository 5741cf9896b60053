import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { Failure, Usage } from "./shared.ts";

/** What a child may spend at most; what its own agent says counts where that is less. */
const Grant = z.object({
  wall_time_ms: z.int().positive(),
  tokens: z.int().positive(),
  tool_calls: z.int().positive(),
  cost_usd: z.number().positive().exactOptional(),
  /** How far below the first agent there may be children. */
  subagent_depth: z.int().min(0),
});
export type Grant = z.infer<typeof Grant>;

/** On whose behalf a child thread works, told by its first event. */
export const SpawnedBy = z.object({
  thread_id: z.string(),
  run_id: z.string(),
  subagent_id: z.string(),
  depth: z.int().min(1),
  /** The agents above the child, the first one first: it may do nothing that one of them may not. */
  agents: z.array(z.string()).min(1),
  grant: Grant,
});
export type SpawnedBy = z.infer<typeof SpawnedBy>;

/** What a child and its own children spent. */
const Spent = {
  usage: Usage.exactOptional(),
  tool_calls: z.int().min(0).exactOptional(),
  cost_usd: z.number().min(0).exactOptional(),
};

/** A child agent at work in a thread of its own. It ends in `completed` or `failed`, once (R1). */
export const subagentEvents = [
  eventSchema(
    "subagent.spawned",
    z.object({
      agent: z.string(),
      objective: z.string(),
      child_thread_id: z.string(),
      child_task_id: z.string().exactOptional(),
      child_turn_id: z.string().exactOptional(),
      child_run_id: z.string().exactOptional(),
      /** The first agent's children have depth 1. */
      depth: z.int().min(1),
      parent_subagent_id: z.string().exactOptional(),
      parent_tool_call_id: z.string().exactOptional(),
    }),
  ),
  eventSchema("subagent.status", z.object({ status: z.string(), title: z.string() })),
  eventSchema("subagent.input", z.object({ text: z.string(), from: z.enum(["agent", "person"]) })),
  eventSchema("subagent.completed", z.object({ result: z.string(), ...Spent })),
  eventSchema(
    "subagent.failed",
    z.object({
      reason: z.enum(["error", "cancelled", "timed_out", "lost"]),
      error: Failure,
      ...Spent,
    }),
  ),
  eventSchema("subagent.closed", z.object({ reason: z.string().exactOptional() })),
] as const;
