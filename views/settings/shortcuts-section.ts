import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { SHORTCUTS, type Shortcut } from "./shortcuts.ts";

/** Every key and what it does. Those of a single letter can be changed and turned off in this browser. */
export function shortcutsSection(): TemplateResult {
  return html`<section>
    <h2>Keys</h2>
    <p class="quiet">
      Keys of a single letter do nothing while you type. Change one by writing another in its box;
      an empty box turns it off. This browser keeps what you choose.
    </p>
    <noscript
      ><p class="quiet">Without script no key acts, and everything works by links.</p></noscript
    >
    <uar-shortcuts>
      <label class="switch"
        ><input type="checkbox" data-single-keys checked disabled />Keys of a single letter</label
      >
      <button class="button small" type="button" data-reset disabled>Back to the usual keys</button>
      <p class="problem" role="status"></p>
      ${SHORTCUTS.map(
        ({ title, shortcuts }) =>
          html`<h3>${title}</h3>
            <table class="plain-table">
              <caption class="unseen">
                ${title}
              </caption>
              <thead>
                <tr>
                  <th scope="col">Key</th>
                  <th scope="col">What it does</th>
                  <th scope="col">Yours</th>
                </tr>
              </thead>
              <tbody>
                ${shortcuts.map(row)}
              </tbody>
            </table>`,
      )}
    </uar-shortcuts>
  </section>`;
}

function row({ keys, action, scope }: Shortcut): TemplateResult {
  return html`<tr>
    <td>${keys.split(" ").map((key) => html`<kbd class="key">${key}</kbd> `)}</td>
    <td>${action}</td>
    <td>
      ${
        scope === undefined
          ? "fixed"
          : html`<input
              class="key-box"
              maxlength="1"
              size="2"
              data-scope=${scope}
              data-key=${keys}
              value=${keys}
              aria-label=${`Key for: ${action}`}
              autocomplete="off"
              spellcheck="false"
              disabled
            />`
      }
    </td>
  </tr>`;
}
