import type { LanguageModelV4StreamPart, LanguageModelV4Usage } from "@ai-sdk/provider";

import { createPartMapper } from "#runtime/model/ai-sdk-parts.ts";
import { describeFailure } from "#runtime/model/model-failure.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";

/** Usage of a provider that reports none. */
export const NO_USAGE: LanguageModelV4Usage = {
  inputTokens: {
    total: undefined,
    noCache: undefined,
    cacheRead: undefined,
    cacheWrite: undefined,
  },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};
/** The last part of an answer that came to its end. */
export const FINISH = finish("stop");

/** The last part of an answer. */
export function finish(
  unified: Extract<LanguageModelV4StreamPart, { type: "finish" }>["finishReason"]["unified"],
  usage: LanguageModelV4Usage = NO_USAGE,
): LanguageModelV4StreamPart {
  return { type: "finish", finishReason: { unified, raw: unified }, usage };
}

/** What the mapper makes of these parts. */
export function mapParts(parts: readonly LanguageModelV4StreamPart[]): NormalizedEvent[] {
  const identity = { provider: "openai", baseUrl: "https://api.openai.com/v1" };
  const mapper = createPartMapper((error) => describeFailure(error, identity));
  return [...parts.flatMap((part) => mapper.next(part)), ...mapper.end()];
}

/** A part of the text. */
export function text(delta: string, id = "t"): LanguageModelV4StreamPart {
  return { type: "text-delta", id, delta };
}
