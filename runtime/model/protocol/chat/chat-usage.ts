import type { Json, Usage } from "#runtime/event/shared.ts";
import { countOf, type JsonObject, objectOf } from "#runtime/model/protocol/json-access.ts";

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
  return {
    ...reported("input_tokens", raw["prompt_tokens"], raw["input_tokens"]),
    ...reported("output_tokens", raw["completion_tokens"], raw["output_tokens"]),
    ...reported(
      "cached_input_tokens",
      prompt?.["cached_tokens"],
      raw["prompt_cache_hit_tokens"],
      raw["cached_tokens"],
    ),
    ...reported("reasoning_tokens", completion?.["reasoning_tokens"], raw["reasoning_tokens"]),
  };
}

/** The first of the places that has a count. */
function reported(field: keyof Usage, ...places: readonly (Json | undefined)[]): Usage {
  const count = places.map(countOf).find((value) => value !== undefined);
  return count === undefined ? {} : { [field]: count };
}
