import type { FinishReason } from "#runtime/event/model.ts";
import type { Usage } from "#runtime/event/shared.ts";
import { countOf, type JsonObject, sumOf } from "#runtime/model/protocol/json-access.ts";

const FINISH: ReadonlyMap<string, FinishReason> = new Map([
  ["STOP", "stop"],
  ["MAX_TOKENS", "length"],
  ["SAFETY", "content_filter"],
  ["RECITATION", "content_filter"],
  ["BLOCKLIST", "content_filter"],
  ["PROHIBITED_CONTENT", "content_filter"],
  ["SPII", "content_filter"],
  ["IMAGE_SAFETY", "content_filter"],
  ["MODEL_ARMOR", "content_filter"],
  ["MALFORMED_FUNCTION_CALL", "error"],
  ["UNEXPECTED_TOOL_CALL", "error"],
  ["TOO_MANY_TOOL_CALLS", "error"],
  ["MISSING_THOUGHT_SIGNATURE", "error"],
  ["MALFORMED_RESPONSE", "error"],
]);

/** Gemini's `finishReason` in our words; it says STOP also where it calls tools. */
export function finishReasonOf(word: string): FinishReason {
  return FINISH.get(word) ?? "unknown";
}

/** A prompt's `blockReason` in our words: there are more of them than Google documents. */
export function blockedReasonOf(word: string): FinishReason {
  return word === "BLOCK_REASON_UNSPECIFIED" ? "unknown" : "content_filter";
}

/** Gemini counts thoughts and the results of its own tools apart; billed they are with the others. */
export function usageOf(raw: JsonObject): Usage {
  const thoughts = countOf(raw["thoughtsTokenCount"]);
  const input = sumOf(countOf(raw["promptTokenCount"]), countOf(raw["toolUsePromptTokenCount"]));
  const output = sumOf(countOf(raw["candidatesTokenCount"]), thoughts);
  const cached = countOf(raw["cachedContentTokenCount"]);
  return {
    ...(input !== undefined && { input_tokens: input }),
    ...(output !== undefined && { output_tokens: output }),
    ...(cached !== undefined && { cached_input_tokens: cached }),
    ...(thoughts !== undefined && { reasoning_tokens: thoughts }),
  };
}
