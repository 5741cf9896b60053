import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { Effect, Failure, Json, ReusedCall } from "./shared.ts";

/** One tool of the inventory, as the model and the person see it. */
export const CatalogTool = z.object({
  name: z.string(),
  title: z.string().exactOptional(),
  description: z.string(),
  source: z.string(),
  effect: Effect,
  input_schema: Json,
  /** How long a call may take; absent, what the runtime allows. */
  timeout_ms: z.number().exactOptional(),
});
export type CatalogTool = z.infer<typeof CatalogTool>;

/** Why a call gave no result. Each started call ends in `tool.result` or `tool.failed`, once (R1). */
export const ToolFailureReason = z.enum([
  "error",
  "timed_out",
  "cancelled",
  "denied",
  "expired",
  "unknown_tool",
  "invalid_arguments",
  "lost",
]);
export type ToolFailureReason = z.infer<typeof ToolFailureReason>;

/** `content` is for the model, `details` for the person's screen. */
export const ToolOutput = z.object({ content: z.string(), details: Json.exactOptional() });
export type ToolOutput = z.infer<typeof ToolOutput>;

/** A tool that the model's provider ran itself: a fact, never work for the loop. */
const ByProvider = { provider_executed: z.literal(true).exactOptional() };

/** In a forked run, a call of which the origin's result was taken: nothing ran. */
const Reused = { reused_from: ReusedCall.exactOptional() };

export const toolEvents = [
  eventSchema("tool.catalog.resolved", z.object({ tools: z.array(CatalogTool) })),
  eventSchema("tool.args", z.object({ name: z.string().exactOptional(), text: z.string() })),
  eventSchema(
    "tool.started",
    z.object({
      name: z.string(),
      arguments: Json,
      effect: Effect,
      attempt: z.int(),
      idempotency_key: z.string(),
      ...ByProvider,
      ...Reused,
    }),
  ),
  eventSchema(
    "tool.progress",
    z.object({
      progress: z.number().exactOptional(),
      total: z.number().exactOptional(),
      message: z.string().exactOptional(),
    }),
  ),
  eventSchema(
    "tool.result",
    z.object({ name: z.string(), output: ToolOutput, ...ByProvider, ...Reused }),
  ),
  eventSchema(
    "tool.failed",
    z.object({ name: z.string(), reason: ToolFailureReason, error: Failure, ...ByProvider }),
  ),
] as const;
