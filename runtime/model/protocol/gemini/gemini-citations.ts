import type { Citation } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import {
  type JsonObject,
  objectOf,
  objectsOf,
  wordsOf,
} from "#runtime/model/protocol/json-access.ts";

/** Lets each place of one answer through once: grounding metadata is repeated as it grows. */
export class GeminiCitations {
  readonly #given = new Set<string>();

  add(candidate: JsonObject, out: NormalizedEvent[]): void {
    const grounding = objectOf(candidate["groundingMetadata"]);
    const recited = objectOf(candidate["citationMetadata"]);
    if (grounding === undefined && recited === undefined) return;
    const places = [
      ...objectsOf(grounding?.["groundingChunks"]).map(chunkPlace),
      ...objectsOf(recited?.["citationSources"]),
      ...objectsOf(recited?.["citations"]),
    ];
    for (const place of places) {
      const citation = toCitation(place);
      const key = JSON.stringify(citation);
      if (citation === undefined || this.#given.has(key)) continue;
      this.#given.add(key);
      out.push({ type: "citation", citation });
    }
  }
}

/** A page found by search, a place on a map, or a passage of a file store. */
function chunkPlace(chunk: JsonObject): JsonObject {
  return (
    objectOf(chunk["web"]) ?? objectOf(chunk["retrievedContext"]) ?? objectOf(chunk["maps"]) ?? {}
  );
}

function toCitation(place: JsonObject): Omit<Citation, "index"> | undefined {
  const uri = wordsOf(place["uri"]);
  const quote = wordsOf(place["text"])?.trim();
  const title = wordsOf(place["title"]) ?? uri ?? wordsOf(place["fileSearchStore"]);
  if (title === undefined) return undefined;
  const at = uri === undefined ? {} : URL.canParse(uri) ? { url: uri } : { path: uri };
  return { title, ...at, ...(quote !== undefined && { quote }) };
}
