import type { Citation, Json, Usage } from "#runtime/event/shared.ts";
import type { FinishReason } from "#runtime/event/model.ts";

/**
 * What every provider's answer becomes, whatever its protocol (seed 000, section 3.3).
 * A stream ends with exactly one `done` or one `error`.
 */
export type NormalizedEvent =
  | { type: "message_delta"; text: string }
  | { type: "reasoning_delta"; text: string }
  | { type: "tool_call_delta"; id: string; name?: string; arguments_delta: string }
  | { type: "tool_call_complete"; id: string; name: string; arguments: string }
  | { type: "citation"; citation: Omit<Citation, "index"> }
  | { type: "bundle"; artifact: string; title: string; html: string; height?: number }
  | { type: "usage"; usage: Usage }
  | { type: "error"; code: string; message: string; hint?: string; retryable: boolean }
  | { type: "done"; finish_reason: FinishReason; provider_metadata?: Json };
