import { html, nothing, type TemplateResult } from "lit/html.js";

/** One choice of a few: a link to the page with that choice made. */
export interface Segment {
  readonly label: string;
  readonly href: string;
  readonly current: boolean;
}

/** A row of joined links, of which the current one is filled. */
export function segments(name: string, choices: readonly Segment[]): TemplateResult {
  return html`<nav class="segments" aria-label=${name}>
    ${choices.map(
      ({ label, href, current }) =>
        html`<a href=${href} aria-current=${current ? "true" : nothing}>${label}</a>`,
    )}
  </nav>`;
}
