import type { Citation, Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import {
  type JsonObject,
  objectOf,
  objectsOf,
  wordsOf,
} from "#runtime/model/protocol/json-access.ts";

type Cited = Omit<Citation, "index">;

/** A source is told whole, however long: so much of its beginning is quoted. */
const QUOTE_CHARS = 500;

/** What Cohere hangs on a call's id: the number of the result, and in its own ids a random end. */
const RESULT_NUMBER = /:\d+$/;
const RANDOM_END = /_[a-z\d]{12}$/;

/** Lets each source of one answer through once: each clause that rests on it names it again. */
export class CohereCitations {
  readonly #given = new Set<string>();

  add(raw: JsonObject, out: NormalizedEvent[]): void {
    const where = raw["type"];
    // What a plan or a thought rests on is no source of the answer.
    if (where === "PLAN" || where === "THINKING_CONTENT") return;
    for (const source of objectsOf(raw["sources"])) {
      const citation = toCitation(source);
      const key = JSON.stringify(citation);
      if (citation === undefined || this.#given.has(key)) continue;
      this.#given.add(key);
      out.push({ type: "citation", citation });
    }
  }
}

/** A document that the request brought, or the result of a tool. */
function toCitation(source: JsonObject): Cited | undefined {
  const id = wordsOf(source["id"]);
  if (source["type"] !== "tool") return placeOf(source["document"], id);
  const call = id?.replace(RESULT_NUMBER, "");
  const place = placeOf(source["tool_output"], call?.replace(RANDOM_END, ""));
  return place && { ...place, ...(call !== undefined && { tool_call_id: call }) };
}

/** What a source tells of itself; a result that was no object stands under `content`. */
function placeOf(source: Json | undefined, name: string | undefined): Cited | undefined {
  const told = objectOf(source) ?? {};
  const url = wordsOf(told["url"]);
  const title = wordsOf(told["title"]) ?? url ?? name;
  const quote = wordsOf(told["text"]) ?? wordsOf(told["content"]) ?? wordsOf(told["snippet"]);
  if (title === undefined) return undefined;
  return {
    title,
    ...(url !== undefined && (URL.canParse(url) ? { url } : { path: url })),
    ...(quote !== undefined && { quote: quote.trim().slice(0, QUOTE_CHARS).toWellFormed() }),
  };
}
