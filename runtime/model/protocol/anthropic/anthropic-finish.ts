import type { FinishReason } from "#runtime/event/model.ts";
import type { Usage } from "#runtime/event/shared.ts";
import { countOf, type JsonObject, objectOf, sumOf } from "#runtime/model/protocol/json-access.ts";

const FINISH: ReadonlyMap<string, FinishReason> = new Map([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["tool_use", "tool_calls"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  // The provider's own tools ran into their limit: the answer is cut, not finished.
  ["pause_turn", "length"],
  ["refusal", "content_filter"],
]);

/** Anthropic's `stop_reason` in our words; compatible servers say `end_turn` also after calls. */
export function finishReasonOf(stopReason: string | undefined, hasCalls: boolean): FinishReason {
  const reason = FINISH.get(stopReason ?? "") ?? "unknown";
  return hasCalls && reason === "stop" ? "tool_calls" : reason;
}

/** Anthropic counts cached tokens beside `input_tokens`, we count them among them. */
export function usageOf(raw: JsonObject): Usage {
  const cached = countOf(raw["cache_read_input_tokens"]);
  const fresh = countOf(raw["input_tokens"]);
  const input = sumOf(fresh, cached, countOf(raw["cache_creation_input_tokens"]));
  const output = countOf(raw["output_tokens"]);
  const reasoning = countOf(objectOf(raw["output_tokens_details"])?.["thinking_tokens"]);
  return {
    ...(input !== undefined && { input_tokens: input }),
    ...(output !== undefined && { output_tokens: output }),
    ...(cached !== undefined && { cached_input_tokens: cached }),
    ...(reasoning !== undefined && { reasoning_tokens: reasoning }),
  };
}
