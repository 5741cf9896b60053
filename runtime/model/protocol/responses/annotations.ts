import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { type JsonObject, wordsOf } from "#runtime/model/protocol/json-access.ts";

type CitationEvent = Extract<NormalizedEvent, { type: "citation" }>;

/** The places that one answer cites, each once: an annotation comes alone and again with its text. */
export class Annotations {
  readonly #given = new Set<string>();

  read(annotation: JsonObject, out: NormalizedEvent[]): void {
    const citation = citationOf(annotation);
    const place = citation?.url ?? citation?.path;
    if (citation === undefined || place === undefined || this.#given.has(place)) return;
    this.#given.add(place);
    out.push({ type: "citation", citation });
  }
}

/** url_citation, file_citation, container_file_citation, file_path; undefined for what names no place. */
function citationOf(annotation: JsonObject): CitationEvent["citation"] | undefined {
  const title = wordsOf(annotation["title"]);
  const url = wordsOf(annotation["url"]);
  if (url !== undefined) return { title: title ?? url, url };
  const path = wordsOf(annotation["filename"]) ?? wordsOf(annotation["file_id"]);
  return path === undefined ? undefined : { title: title ?? path, path };
}
