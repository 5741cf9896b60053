import { html, type TemplateResult } from "lit/html.js";

import type { Mark } from "#runtime/state/compare/word-marks.ts";

/** A text with what the other side does not say marked; space at the edge of a mark stays outside of it. */
export function marksView(marks: readonly Mark[]): readonly unknown[] {
  return marks.map(({ text, changed }) => (changed ? markView(text) : text));
}

function markView(text: string): TemplateResult | readonly unknown[] {
  const said = text.trim();
  if (said === "" || said === text) return html`<mark>${text}</mark>`;
  const start = text.indexOf(said);
  return [text.slice(0, start), html`<mark>${said}</mark>`, text.slice(start + said.length)];
}
