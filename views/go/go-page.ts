import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { icon } from "#views/icon.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";
import { goLinks, goOptions } from "./go-results.ts";
import type { Place } from "./place.ts";

export interface Found {
  readonly query: string;
  readonly places: readonly Place[];
}

const HINT = "Session, run, event, tool, agent or page";

/** One box for everything, as a page: what is found are links. */
export function goPage(page: PageFrame & Found): TemplateResult {
  const { query, places } = page;
  const main = pageMain(
    { title: "Go to" },
    html`<form class="go-form" action=${urls.go()} role="search" aria-label="Everything">
        <label class="unseen" for="go-query">${HINT}</label>
        <input id="go-query" type="search" name="q" value=${query} placeholder=${HINT} />
        <button class="button primary">Go</button>
      </form>
      ${goLinks(places, query)}`,
  );
  return playgroundPage(page, { title: "Go to", current: "go", layout: "sidebar", main });
}

/** The same box as a dialog over any page; its script asks for `goOptions` while the person types. */
export function goDialog({ query, places }: Found): TemplateResult {
  return html`<dialog id="palette" class="palette" aria-label="Go to">
    <form action=${urls.go()} class="palette-box">
      ${icon("search", "small")}
      <input
        name="q"
        value=${query}
        role="combobox"
        aria-label=${HINT}
        aria-controls="go-options"
        aria-expanded="true"
        aria-autocomplete="list"
        aria-activedescendant="go-option-0"
        autocomplete="off"
        spellcheck="false"
        placeholder=${HINT}
        autofocus
      />
      <kbd class="key" aria-hidden="true">Esc</kbd>
    </form>
    ${goOptions(places, query)}
  </dialog>`;
}
