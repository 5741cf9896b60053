import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { markdown } from "#views/markdown/markdown.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";
import { GUIDES, type Guide } from "./guides.ts";

/** Short guides, and the way to everything that can be looked up. */
export function docsPage(page: PageFrame): TemplateResult {
  const main = pageMain(
    { title: "Docs" },
    html`<nav class="docs-index" aria-label="Docs">
        <a href=${urls.docsEvents()}
          ><b>Events</b><small>Every class of event, its fields and examples</small></a
        >
        <a href=${urls.docsComponents()}
          ><b>Components</b><small>What a run can look like, state by state</small></a
        >
        <a href=${urls.docsApi()}
          ><b>API</b><small>Every operation, with a form that tries it</small></a
        >
        <a href=${urls.labs()}><b>Lab</b><small>Scripted runs to watch, no key needed</small></a>
        <a href=${urls.settings("shortcuts")}><b>Keys</b><small>List and change them</small></a>
      </nav>
      ${GUIDES.map(guide)}`,
  );
  return playgroundPage(page, { title: "Docs", current: "docs", layout: "sidebar", main });
}

function guide({ id, title, text }: Guide): TemplateResult {
  return html`<section class="guide" id=${id}>
    <h2><a href="#${id}">${title}</a></h2>
    <div class="prose">${markdown(text, false, { run_id: id, citations: [] })}</div>
  </section>`;
}
