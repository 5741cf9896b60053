import { html, nothing, type TemplateResult } from "lit/html.js";

import type { CitationState } from "#runtime/state/thread-state.ts";
import { laneGlyph } from "#views/lane-glyph.ts";
import { PLACE, urls } from "#views/urls.ts";
import { citationCardId } from "./element-id.ts";

/** The number in the text that leads to a source. Without script it opens the source's page. */
export function citationMark(run: string, citation: CitationState): TemplateResult {
  const label = `Source ${citation.index}: ${citation.title}`;
  return html`<sup class="cite"
    ><a
      href=${sourcePlace(run, citation)}
      aria-label=${label}
      data-card=${citationCardId(run, citation.index)}
      >${citation.index}</a
    ></sup
  >`;
}

/** The source's page; in a file, the event that named it. */
function sourcePlace(run: string, { index, sequence }: CitationState): string {
  return PLACE === "file" ? urls.event(run, sequence) : urls.source(run, index);
}

/** What a mark stands for: the quoted words, where they are, and the way there. */
export function citationCard(run: string, citation: CitationState, total: number): TemplateResult {
  return html`<div
    class="cite-card"
    id=${citationCardId(run, citation.index)}
    popover
    role="group"
    aria-label=${`Source ${citation.index}`}
  >
    <header>
      ${laneGlyph("citations")}<code>${citationPlace(citation)}</code>
      <span>${citation.index} of ${total}</span>
    </header>
    ${citation.quote === undefined ? nothing : html`<blockquote dir="auto">${citation.quote}</blockquote>`}
    <footer>
      ${PLACE === "file" ? nothing : html`<a href=${sourcePlace(run, citation)}>Open source</a>`}
      <a href=${urls.event(run, citation.sequence)}>Event ${citation.sequence}</a>
    </footer>
  </div>`;
}

/** Where a citation points, in the fewest words: `retry.ts:38–44`, a path, a host, or its title. */
export function citationPlace(citation: CitationState): string {
  if (citation.path !== undefined) return `${citation.path}${lines(citation)}`;
  if (citation.url !== undefined && URL.canParse(citation.url)) return new URL(citation.url).host;
  return citation.title;
}

function lines({ start_line, end_line }: CitationState): string {
  if (start_line === undefined) return "";
  return end_line === undefined || end_line === start_line
    ? `:${start_line}`
    : `:${start_line}–${end_line}`;
}
