import type { Usage } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { countOf, type JsonObject, objectOf } from "#runtime/model/protocol/json-access.ts";

/** The `usage` of a response as an event; undefined where the provider counted nothing. */
export function usageEvent(response: JsonObject): NormalizedEvent | undefined {
  const report = objectOf(response["usage"]);
  if (report === undefined) return undefined;
  const input = countOf(report["input_tokens"]);
  const output = countOf(report["output_tokens"]);
  const cached = countOf(objectOf(report["input_tokens_details"])?.["cached_tokens"]);
  const reasoning = countOf(objectOf(report["output_tokens_details"])?.["reasoning_tokens"]);
  const usage: Usage = {
    ...(input !== undefined && { input_tokens: input }),
    ...(output !== undefined && { output_tokens: output }),
    ...(cached !== undefined && { cached_input_tokens: cached }),
    ...(reasoning !== undefined && { reasoning_tokens: reasoning }),
  };
  return { type: "usage", usage, provider_usage: { ...report } };
}
