import type { Json } from "#runtime/event/shared.ts";
import { objectOf, textOf } from "#runtime/model/protocol/json-access.ts";

const TYPE = "reasoning_content";

/** The reasoning of one answer as an item that goes back to a server that wants it. */
export function plainReasoning(text: string): Json {
  return { type: TYPE, text };
}

/** The reasoning that such items hold; empty, which these servers take, where there is none. */
export function plainReasoningIn(items: readonly Json[]): string {
  return items
    .map(objectOf)
    .flatMap((item) => (item?.["type"] === TYPE ? [textOf(item["text"]) ?? ""] : []))
    .join("");
}
