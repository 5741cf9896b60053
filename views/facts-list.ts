import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

/** A fact: its name, its value, and a few more words. */
export type Fact = readonly [name: string, value: unknown, more?: string | undefined];

/** Facts by name. */
export function factsList(facts: readonly Fact[]): TemplateResult {
  return html`<dl class="facts">
    ${facts.map(
      ([name, value, more]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}${more === undefined ? "" : html`<small>${more}</small>`}</dd>
        </div>`,
    )}
  </dl>`;
}
