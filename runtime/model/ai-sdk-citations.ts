import type { LanguageModelV4Citation, LanguageModelV4Source } from "@ai-sdk/provider";

import type { NormalizedEvent } from "./normalized-event.ts";

export interface CitationFilter {
  source(source: LanguageModelV4Source): readonly NormalizedEvent[];
  citations(citations: readonly LanguageModelV4Citation[]): readonly NormalizedEvent[];
}

/**
 * Lets each citation of one stream through once. Providers name a page as a source and again with
 * the text that it supports; a repetition adds only when it brings another range or a quote.
 */
export function createCitationFilter(): CitationFilter {
  const places = new Set<string>();
  const given = new Set<string>();

  const once = (citation: LanguageModelV4Citation): readonly NormalizedEvent[] => {
    const place = placeOf(citation.source);
    const { startIndex, endIndex, citedText } = citation;
    const bare = startIndex === undefined && citedText === undefined;
    const key = bare ? place : JSON.stringify([place, startIndex, endIndex, citedText]);
    const repeats = bare
      ? places.has(place)
      : given.has(key) || (citedText === undefined && given.has(place));
    if (repeats) return [];
    places.add(place);
    given.add(key);
    return [toEvent(citation)];
  };

  return {
    source: (source) => once({ source }),
    citations: (citations) => citations.flatMap(once),
  };
}

function placeOf(source: LanguageModelV4Source): string {
  return source.sourceType === "url" ? source.url : (source.filename ?? source.title);
}

function toEvent({ source, citedText }: LanguageModelV4Citation): NormalizedEvent {
  const quote = citedText === undefined ? {} : { quote: citedText };
  const citation =
    source.sourceType === "url"
      ? { title: source.title ?? source.url, url: source.url, ...quote }
      : { title: source.title, path: source.filename ?? source.title, ...quote };
  return { type: "citation", citation };
}
