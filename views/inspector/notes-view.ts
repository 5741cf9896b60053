import { html, nothing, type TemplateResult } from "lit/html.js";

import { laneGlyph } from "#views/lane-glyph.ts";
import { currentSequence, eventAddress, type Inspection } from "./inspection.ts";
import type { Note } from "./note.ts";

/** What to look at, each a link to where it shows. */
export function notesView(inspection: Inspection): TemplateResult | string {
  const { notes } = inspection.study;
  if (notes.length === 0) return "";
  return html`<nav class="notes" aria-label="Look at">
    <span aria-hidden="true">Look at</span>
    ${notes.map((note) => noteLink(inspection, note))}
  </nav>`;
}

function noteLink(inspection: Inspection, note: Note): TemplateResult {
  const isHere = currentSequence(inspection) === note.at;
  return html`<a
    href=${eventAddress(inspection, note.at)}
    title=${note.why}
    aria-current=${isHere ? "true" : nothing}
    >${laneGlyph(note.lane)}<span>${note.text}</span><small>${placeOf(note)}</small></a
  >`;
}

function placeOf({ from, to }: Note): string {
  return from === to ? String(from) : `${from}–${to}`;
}
