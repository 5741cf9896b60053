import type { Citation, Json, Usage } from "#runtime/event/shared.ts";
import type { FinishReason } from "#runtime/event/model.ts";

/**
 * What every provider's answer becomes, whatever its protocol (seed 000, section 3.3).
 * A stream ends with exactly one `done` or one `error`.
 */
export type NormalizedEvent =
  | { type: "message_delta"; text: string }
  | { type: "reasoning_delta"; text: string }
  /** An item that only its provider can read (encrypted reasoning, a signature): sent back as it came. */
  | { type: "reasoning_item"; item: Json }
  | { type: "refusal_delta"; text: string }
  | { type: "tool_call_delta"; id: string; name?: string; arguments_delta: string }
  | { type: "tool_call_complete"; id: string; name: string; arguments: string }
  /** A tool that the provider ran itself: shown, never run again. */
  | { type: "provider_tool"; id: string; name: string; status: ProviderToolStatus; item: Json }
  | { type: "citation"; citation: Omit<Citation, "index"> }
  | { type: "bundle"; artifact: string; title: string; html: string; height?: number }
  /** `provider_usage` is the provider's own object. */
  | { type: "usage"; usage: Usage; provider_usage?: Json }
  | ModelError
  | {
      type: "done";
      finish_reason: FinishReason;
      /** The provider's own word. */
      provider_finish?: string;
      provider_metadata?: Json;
      /** The answer to the same request before: the provider was not asked again. */
      cached?: true;
    };

type ProviderToolStatus = "running" | "done" | "failed";

/** What went wrong, in words for a person. */
export interface ModelError {
  readonly type: "error";
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** How long the provider asks to wait. */
  readonly retry_after_ms?: number;
  /** The provider's word for its end, where it gave one before the failure. */
  readonly provider_finish?: string;
}
