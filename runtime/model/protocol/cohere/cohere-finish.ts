import type { FinishReason } from "#runtime/event/model.ts";
import type { Usage } from "#runtime/event/shared.ts";
import { countOf, type JsonObject, objectOf, sumOf } from "#runtime/model/protocol/json-access.ts";

const FINISH: ReadonlyMap<string, FinishReason> = new Map([
  ["COMPLETE", "stop"],
  ["STOP_SEQUENCE", "stop"],
  ["TOOL_CALL", "tool_calls"],
  ["MAX_TOKENS", "length"],
  ["ERROR", "error"],
  ["TIMEOUT", "error"],
]);

/** Cohere's `finish_reason` in our words. */
export function finishReasonOf(word: string | undefined, hasCalls: boolean): FinishReason {
  const reason = FINISH.get(word ?? "") ?? "unknown";
  return hasCalls && reason === "stop" ? "tool_calls" : reason;
}

/**
 * The tokens that a model read and wrote, of which the cached ones are a part; pictures are counted
 * apart. Cohere bills fewer, without its own words in the prompt: `billed_units`, which stand in
 * where there are no others.
 */
export function usageOf(raw: JsonObject): Usage {
  const tokens = objectOf(raw["tokens"]) ?? objectOf(raw["billed_units"]) ?? {};
  const input = sumOf(countOf(tokens["input_tokens"]), countOf(tokens["image_tokens"]));
  const output = countOf(tokens["output_tokens"]);
  const cached = countOf(raw["cached_tokens"]);
  const reasoning = countOf(tokens["reasoning_tokens"]);
  return {
    ...(input !== undefined && { input_tokens: input }),
    ...(output !== undefined && { output_tokens: output }),
    ...(cached !== undefined && { cached_input_tokens: cached }),
    ...(reasoning !== undefined && { reasoning_tokens: reasoning }),
  };
}
