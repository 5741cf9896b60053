import type { Json, Usage } from "#runtime/event/shared.ts";
import { countOf, type JsonObject, objectOf, sumOf } from "#runtime/model/protocol/json-access.ts";

/** Where a chunk reports what was spent: itself, its choice (Moonshot), Groq's own member. */
export function reportedUsage(
  chunk: JsonObject,
  choice: JsonObject | undefined,
): JsonObject | undefined {
  return (
    objectOf(chunk["usage"]) ??
    objectOf(choice?.["usage"]) ??
    objectOf(objectOf(chunk["x_groq"])?.["usage"])
  );
}

/** Tokens in our words, under whichever of their names a server reports them. */
export function usageOf(raw: JsonObject): Usage {
  const prompt = objectOf(raw["prompt_tokens_details"]) ?? objectOf(raw["input_tokens_details"]);
  const completion =
    objectOf(raw["completion_tokens_details"]) ?? objectOf(raw["output_tokens_details"]);
  const input = firstCount(raw["prompt_tokens"], raw["input_tokens"]);
  const cached = firstCount(
    prompt?.["cached_tokens"],
    raw["prompt_cache_hit_tokens"],
    raw["cached_tokens"],
  );
  const output = firstCount(raw["completion_tokens"], raw["output_tokens"]);
  const reasoning = firstCount(completion?.["reasoning_tokens"], raw["reasoning_tokens"]);
  const isApart = countOf(raw["total_tokens"]) === sumOf(input, output, reasoning);
  return {
    ...(input !== undefined && { input_tokens: withPart(input, cached) }),
    ...(output !== undefined && { output_tokens: withPart(output, reasoning, isApart) }),
    ...(cached !== undefined && { cached_input_tokens: cached }),
    ...(reasoning !== undefined && { reasoning_tokens: reasoning }),
  };
}

/** A count with its part in it. Some servers count that apart: a part larger than the whole shows it, too. */
function withPart(count: number, part = 0, isApart = false): number {
  return isApart || part > count ? count + part : count;
}

/** The first of the places that has a count. */
function firstCount(...places: readonly (Json | undefined)[]): number | undefined {
  return places.map(countOf).find((count) => count !== undefined);
}
