import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { KeyFact } from "./server-facts.ts";

/** Which variables hold a provider's key. Their values are never shown, and never leave the process. */
export function keysSection(keys: readonly KeyFact[]): TemplateResult {
  const set = keys.filter(({ isSet }) => isSet);
  return html`<section>
    <h2>${set.length === 0 ? "No key is set" : `${set.length} set`}</h2>
    <p class="quiet">
      Keys are read from the environment at the start. The playground shows which of them are there,
      never what they are, and it writes none into a log, an export or a page. To set one, start it
      again with the variable in its environment.
    </p>
    <div class="table-scroll" tabindex="0" role="group" aria-label="Keys">
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">Variable</th>
            <th scope="col">Of</th>
            <th scope="col">Is</th>
          </tr>
        </thead>
        <tbody>
          ${[...set, ...keys.filter(({ isSet }) => !isSet)].map(
            ({ variable, title, isSet }) =>
              html`<tr>
                <th scope="row"><code>${variable}</code></th>
                <td>${title}</td>
                <td>${isSet ? html`<span class="tag">set</span>` : "not set"}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}
