import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import {
  type JsonObject,
  objectOf,
  objectsOf,
  textOf,
} from "#runtime/model/protocol/json-access.ts";

/** Whether an item is one that a Chat Completions gateway gave and takes back. */
export function isReasoningDetail(item: Json): boolean {
  return textOf(objectOf(item)?.["type"])?.startsWith("reasoning.") === true;
}

/** The words of a delta's details. */
export function wordsOf(details: Json): string {
  return objectsOf(details)
    .map((detail) => textOf(detail["text"]) ?? textOf(detail["summary"]) ?? "")
    .join("");
}

/** Members that come in pieces. */
const PIECES: ReadonlySet<string> = new Set(["text", "summary", "data", "signature"]);

/**
 * Puts the `reasoning_details` of gateways together. They are wanted back as they came where one
 * holds what only the provider can read: a signature or encrypted data.
 */
export class ReasoningDetails {
  readonly #items: Record<string, Json>[] = [];

  add(details: Json): void {
    for (const detail of objectsOf(details)) this.#addOne(detail);
  }

  end(out: NormalizedEvent[]): void {
    if (!this.#items.some((item) => item["signature"] ?? item["data"])) return;
    for (const item of this.#items) out.push({ type: "reasoning_item", item });
  }

  #addOne(detail: JsonObject): void {
    const last = this.#items.at(-1);
    if (last === undefined || !continues(last, detail)) {
      this.#items.push({ ...detail });
      return;
    }
    for (const [name, value] of Object.entries(detail)) {
      const before = last[name];
      const isPiece = PIECES.has(name) && typeof before === "string" && typeof value === "string";
      if (value !== null) last[name] = isPiece ? before + value : value;
    }
  }
}

function continues(last: JsonObject, next: JsonObject): boolean {
  const sameBlock = last["type"] === next["type"] && last["index"] === next["index"];
  const isSealed = textOf(last["data"]) !== undefined;
  return sameBlock && !isSealed && (next["id"] ?? null) === (last["id"] ?? null);
}
