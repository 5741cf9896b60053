import type { Json } from "#runtime/event/shared.ts";
import { objectOf, textOf } from "#runtime/model/protocol/json-access.ts";

const TYPE = "cohere_reasoning";

/** What led to an answer's calls: what a model thought, and of those that do not think what it planned. */
export interface CohereReasoning {
  readonly thinking: string;
  readonly plan: string;
}

/** The reasoning of one answer as an item to keep. */
export function reasoningItem({ thinking, plan }: CohereReasoning): Json {
  return { type: TYPE, thinking, plan };
}

/** The reasoning among a message's items; empty where another provider made them. */
export function reasoningIn(items: readonly Json[]): CohereReasoning {
  const own = items.map(objectOf).find((item) => item?.["type"] === TYPE);
  return { thinking: textOf(own?.["thinking"]) ?? "", plan: textOf(own?.["plan"]) ?? "" };
}
