import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { Failure, Json } from "./shared.ts";

/** Something that was put into the context, by reference. */
const ContextRef = z.object({ id: z.string(), title: z.string() });
export type ContextRef = z.infer<typeof ContextRef>;

/**
 * How far into the conversation a summary reaches: all turns up to this one, and of this one either all
 * of it, or its steps up to the named one. A question of which a step stays stays, too.
 */
export const SummaryReach = z.object({ turn_id: z.string(), step_id: z.string().exactOptional() });
export type SummaryReach = z.infer<typeof SummaryReach>;

/** What a turn's model gets to see, and where older history gave way to a summary. */
export const contextEvents = [
  eventSchema(
    "context.resolved",
    z.object({
      agent: z.string(),
      system_prompt: z.string(),
      skills: z.array(ContextRef),
      message_count: z.int().min(0),
      memories: z.array(ContextRef).exactOptional(),
      missing: z.array(z.string()).exactOptional(),
      estimated_tokens: z.int().min(0).exactOptional(),
      /** The rules that the run works under: budget, permissions, and the agent's own model. */
      settings: Json.exactOptional(),
    }),
  ),
  eventSchema(
    "context.compaction.started",
    z.object({
      trigger: z.enum(["limit", "person", "policy"]),
      /** Messages that the summary is to stand for. */
      message_count: z.int().min(0),
      /** Of the next request without it, and what its model takes. */
      estimated_tokens: z.int().min(0).exactOptional(),
      context_window: z.int().min(1).exactOptional(),
    }),
  ),
  eventSchema(
    "context.compaction.completed",
    z.object({
      summary: z.string(),
      /** The summary stands for every event up to this one. */
      through_sequence: z.int().min(1),
      through: SummaryReach.exactOptional(),
      /** Of the next request with it. */
      estimated_tokens: z.int().min(0).exactOptional(),
    }),
  ),
  eventSchema("context.compaction.failed", z.object({ error: Failure })),
] as const;
