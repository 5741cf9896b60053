import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { Citation, Failure, Json, Usage } from "./shared.ts";

/** Why the model stopped; `unknown` when the provider did not say. */
export const FinishReason = z.enum([
  "stop",
  "length",
  "tool_calls",
  "content_filter",
  "error",
  "cancelled",
  "unknown",
]);
export type FinishReason = z.infer<typeof FinishReason>;

/** A tool call as the model finished it. `arguments` is the exact text that it wrote. */
export const RequestedCall = z.object({
  tool_call_id: z.string(),
  provider_call_id: z.string(),
  name: z.string(),
  arguments: z.string(),
});
export type RequestedCall = z.infer<typeof RequestedCall>;

/** How much of the newest text a reader takes back. */
const Discarded = z.object({ text: z.int().min(0), reasoning: z.int().min(0) });

/** The provider adapter's lifecycle: one request, its deltas, one end. */
export const modelEvents = [
  eventSchema(
    "model.requested",
    z.object({
      provider: z.string(),
      model: z.string(),
      message_count: z.int(),
      tools: z.int(),
      /** SHA-256 of the canonical JSON of what the model is sent. */
      request_hash: z.string().exactOptional(),
      /** Above 1: the same request once more, after a failure. */
      attempt: z.int().min(1).exactOptional(),
      /** The step is no answer: what it says is the summary of `context.compaction.completed`. */
      purpose: z.enum(["compaction"]).exactOptional(),
    }),
  ),
  eventSchema(
    "model.delta",
    z.object({
      text: z.string().exactOptional(),
      /** The words with which the model declines to answer. */
      refusal: z.string().exactOptional(),
      citation: Citation.exactOptional(),
    }),
  ),
  eventSchema(
    "model.completed",
    z.object({
      finish_reason: FinishReason,
      usage: Usage,
      tool_calls: z.array(RequestedCall),
      /** What only the provider can read; the next request of the run takes it along. */
      reasoning_items: z.array(Json).exactOptional(),
      /** The provider's own count and its own word for the end, as they came. */
      provider_usage: Json.exactOptional(),
      provider_finish: z.string().exactOptional(),
      provider_metadata: Json.exactOptional(),
      /** The same request was answered before: the provider was not asked, nothing was spent. */
      cached: z.literal(true).exactOptional(),
    }),
  ),
  eventSchema(
    "model.failed",
    z.object({
      reason: z.enum(["error", "cancelled", "interrupted"]),
      error: Failure,
      /** The request is made anew: what it said counts no more. Characters (UTF-16) on each lane. */
      discarded: Discarded.exactOptional(),
    }),
  ),
  eventSchema("reasoning.delta", z.object({ text: z.string() })),
  eventSchema("reasoning.summary", z.object({ text: z.string() })),
] as const;
