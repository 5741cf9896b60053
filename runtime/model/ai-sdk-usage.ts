import type { LanguageModelV4Usage } from "@ai-sdk/provider";

import type { Usage } from "#runtime/event/shared.ts";

/**
 * The tokens that the provider reported. The SDK writes 0 where a provider was silent;
 * such a zero is told from a real one by the raw report and left out.
 */
export function usageOf(usage: LanguageModelV4Usage): Usage {
  const { inputTokens, outputTokens, raw } = usage;
  return {
    ...reported("input_tokens", inputTokens.total, raw, ["prompt_tokens", "input_tokens"]),
    ...reported("output_tokens", outputTokens.total, raw, ["completion_tokens", "output_tokens"]),
    ...reported("cached_input_tokens", inputTokens.cacheRead, raw, ["cached_tokens"]),
    ...reported("reasoning_tokens", outputTokens.reasoning, raw, ["reasoning_tokens"]),
  };
}

function reported(
  field: keyof Usage,
  value: number | undefined,
  raw: LanguageModelV4Usage["raw"],
  rawNames: readonly string[],
): Usage {
  if (value === undefined || !Number.isFinite(value) || value < 0) return {};
  if (value === 0 && raw !== undefined && !mentions(raw, rawNames)) return {};
  return { [field]: value };
}

/** Whether a report, or one of the detail objects in it, has a number under one of the names. */
function mentions(report: object, names: readonly string[]): boolean {
  return Object.entries(report).some(([name, value]: [string, unknown]) => {
    if (typeof value === "number") return names.includes(name);
    return typeof value === "object" && value !== null && mentions(value, names);
  });
}
