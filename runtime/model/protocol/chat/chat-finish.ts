import type { FinishReason } from "#runtime/event/model.ts";

const REASONS: ReadonlyMap<string, FinishReason> = new Map([
  ["stop", "stop"],
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["eos", "stop"],
  ["length", "length"],
  ["max_tokens", "length"],
  ["model_length", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_calls", "tool_calls"],
  ["tool_use", "tool_calls"],
  ["function_call", "tool_calls"],
  ["content_filter", "content_filter"],
  ["safety", "content_filter"],
  ["sensitive", "content_filter"],
  ["refusal", "content_filter"],
  ["error", "error"],
  ["network_error", "error"],
  ["insufficient_system_resource", "error"],
]);

/** A server's `finish_reason` in our words. Some say "stop" after calls that they want answered. */
export function finishReasonOf(raw: string | undefined, hasCalls: boolean): FinishReason {
  const reason = REASONS.get(raw?.toLowerCase() ?? "") ?? "unknown";
  return hasCalls && (reason === "stop" || reason === "unknown") ? "tool_calls" : reason;
}
