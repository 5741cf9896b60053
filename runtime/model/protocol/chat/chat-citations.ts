import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { type JsonObject, listOf, objectOf, textOf } from "#runtime/model/protocol/json-access.ts";

/**
 * Gives each cited page of one answer once: `search_results` and `citations` (Perplexity, xAI) come
 * again with every chunk, `annotations` (OpenAI, OpenRouter) once for each place that they support.
 */
export class ChatCitations {
  readonly #given = new Set<string>();

  /** The members of a chunk that are about the whole answer. */
  readChunk(chunk: JsonObject, out: NormalizedEvent[]): void {
    if (chunk["search_results"] !== undefined) this.#readAll(chunk["search_results"], out);
    if (chunk["citations"] !== undefined) this.#readAll(chunk["citations"], out);
  }

  readAnnotations(annotations: Json, out: NormalizedEvent[]): void {
    for (const item of listOf(annotations)) {
      const annotation = objectOf(item);
      this.#read(objectOf(annotation?.["url_citation"]) ?? annotation, out);
    }
  }

  #readAll(places: Json, out: NormalizedEvent[]): void {
    for (const place of listOf(places)) {
      this.#read(typeof place === "string" ? { url: place } : objectOf(place), out);
    }
  }

  #read(place: JsonObject | undefined, out: NormalizedEvent[]): void {
    const url = textOf(place?.["url"]) ?? "";
    if (url === "" || this.#given.has(url)) return;
    this.#given.add(url);
    const title = textOf(place?.["title"]) || url;
    const quote = textOf(place?.["content"]) ?? "";
    out.push({ type: "citation", citation: { title, url, ...(quote !== "" && { quote }) } });
  }
}
