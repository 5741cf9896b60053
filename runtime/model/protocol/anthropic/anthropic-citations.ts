import type { Citation } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { type JsonObject, wordsOf } from "#runtime/model/protocol/json-access.ts";

/** Lets each place of one answer through once: a block may cite the same sentence for each clause. */
export class AnthropicCitations {
  readonly #given = new Set<string>();

  add(raw: JsonObject, out: NormalizedEvent[]): void {
    const citation = toCitation(raw);
    const key = JSON.stringify(citation);
    if (citation === undefined || this.#given.has(key)) return;
    this.#given.add(key);
    out.push({ type: "citation", citation });
  }
}

/** A page of the web, a search result of a tool, or a document that the request brought. */
function toCitation(raw: JsonObject): Omit<Citation, "index"> | undefined {
  const cited = wordsOf(raw["cited_text"]);
  const quote = cited === undefined ? {} : { quote: cited };
  const place = wordsOf(raw["url"]) ?? wordsOf(raw["source"]);
  if (place !== undefined) {
    const at = URL.canParse(place) ? { url: place } : { path: place };
    return { title: wordsOf(raw["title"]) ?? place, ...at, ...quote };
  }
  const index = raw["document_index"];
  const title =
    wordsOf(raw["document_title"]) ??
    (typeof index === "number" ? `Document ${index + 1}` : undefined);
  return title === undefined ? undefined : { title, ...quote };
}
