import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { icon } from "./icon.ts";

interface Heading {
  readonly title: string;
  /** The places above this one, the highest first. */
  readonly above?: readonly { readonly name: string; readonly href: string }[];
  /** A few words on what stands below. */
  readonly meta?: string;
  /** Links and forms at the end of the head. */
  readonly actions?: unknown;
}

/** The main part of a page beside the chat: where it stands, its title, and a column that scrolls. */
export function pageMain(heading: Heading, content: unknown): TemplateResult {
  const { title, above = [], meta, actions = "" } = heading;
  return html`<main id="main" tabindex="-1" class="page">
    <header class="page-head">
      <button class="button ghost square menu-button" popovertarget="side" aria-label="Menu">
        ${icon("menu")}
      </button>
      ${
        above.length === 0
          ? ""
          : html`<nav class="page-above" aria-label="Above">
              ${above.map(({ name, href }) => html`<a href=${href}>${name}</a><i aria-hidden="true">/</i>`)}
            </nav>`
      }
      <h1>${title}</h1>
      ${meta === undefined ? "" : html`<span class="page-meta">${meta}</span>`} ${actions}
    </header>
    <div class="page-scroll" tabindex="0"><div class="page-column">${content}</div></div>
  </main>`;
}
