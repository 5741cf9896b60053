import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { urls } from "#views/urls.ts";
import { factsList } from "#views/facts-list.ts";
import type { ServerFacts } from "./server-facts.ts";

export interface PermissionsSection {
  readonly mode: string;
  readonly rules: number;
  readonly remembered: number;
  readonly hooks: ServerFacts["hooks"];
}

/** Who decides about calls, in short, and the hooks that have a say. */
export function permissionsSection(section: PermissionsSection): TemplateResult {
  const { mode, rules, remembered, hooks } = section;
  return html`<section>
      <h2>Who decides about a call</h2>
      ${factsList([
        ["Mode", mode, "where no rule decides"],
        ["Rules", rules.toLocaleString("en"), "of all agents"],
        ["Remembered", remembered.toLocaleString("en"), "answers with “always”"],
      ])}
      <a class="button" href=${urls.permissions()}>Rules and what was remembered</a>
    </section>
    <section>
      <h2>Hooks</h2>
      ${hooks.length === 0 ? html`<p class="quiet">None. Write them at <code>hooks</code> in <code>uar.yaml</code>.</p>` : hookTable(hooks)}
    </section>`;
}

function hookTable(hooks: ServerFacts["hooks"]): TemplateResult {
  return html`<div class="table-scroll" tabindex="0" role="group" aria-label="Hooks">
    <table class="plain-table">
      <thead>
        <tr>
          <th scope="col">Hook</th>
          <th scope="col">Point</th>
          <th scope="col">Of tools</th>
        </tr>
      </thead>
      <tbody>
        ${hooks.map(
          ({ name, point, match }) =>
            html`<tr>
              <th scope="row"><code>${name}</code></th>
              <td>${point.replaceAll("_", " ")}</td>
              <td>${match === undefined ? "all" : html`<code>${match}</code>`}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
