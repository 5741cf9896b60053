import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";

/** An operation of the API in the list. */
export interface OperationEntry {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly group: string;
}

/** Every operation of the API, by group. */
export function apiPage(
  page: PageFrame & { readonly operations: readonly OperationEntry[] },
): TemplateResult {
  const { operations } = page;
  const groups = Map.groupBy(operations, ({ group }) => group);
  const main = pageMain(
    {
      title: "API",
      above: [{ name: "Docs", href: urls.docs() }],
      meta: `${operations.length} operations`,
    },
    html`<p class="quiet">
        Send the token of the login link as <code>Authorization: Bearer</code>. The same as data:
        <a href=${urls.openApi()}>openapi.json</a>.
      </p>
      ${[...groups].map(
        ([group, all]) =>
          html`<section>
            <h2>${group}</h2>
            <ul class="rows">
              ${all.map(row)}
            </ul>
          </section>`,
      )}`,
  );
  return playgroundPage(page, { title: "API", current: "docs", layout: "sidebar", main });
}

function row({ id, method, path, summary }: OperationEntry): TemplateResult {
  return html`<li>
    <a href=${urls.docsOperation(id)}><code>${method.toUpperCase()} ${path}</code></a>
    <small>${summary}</small>
  </li>`;
}
