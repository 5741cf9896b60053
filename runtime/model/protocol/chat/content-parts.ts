import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { type JsonObject, objectsOf, textOf } from "#runtime/model/protocol/json-access.ts";

/** Content as an array of parts (Mistral): text, and thinking that is itself an array of texts. */
export function contentOf(parts: Json, out: NormalizedEvent[]): void {
  for (const part of objectsOf(parts)) {
    const isThinking = part["type"] === "thinking";
    const text = isThinking ? thoughtOf(part) : (textOf(part["text"]) ?? "");
    if (text !== "") out.push({ type: isThinking ? "reasoning_delta" : "message_delta", text });
  }
}

function thoughtOf(part: JsonObject): string {
  const { thinking } = part;
  if (typeof thinking === "string") return thinking;
  return objectsOf(thinking)
    .map((piece) => textOf(piece["text"]) ?? "")
    .join("");
}
