import type { Json } from "#runtime/event/shared.ts";
import { objectOf, textOf } from "#runtime/model/protocol/json-access.ts";

const TYPE = "ollama_thinking";

/** The thinking that led to an answer's calls, as an item to keep. */
export function thinkingItem(thinking: string): Json {
  return { type: TYPE, thinking };
}

/** The thinking among a message's items; empty where another provider made them. */
export function thinkingOf(items: readonly Json[]): string {
  return items
    .map(objectOf)
    .map((item) => (item?.["type"] === TYPE ? (textOf(item["thinking"]) ?? "") : ""))
    .join("");
}
