import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { Theme } from "#views/document.ts";
import { urls } from "#views/urls.ts";

const THEMES: readonly (readonly [Theme, string, string])[] = [
  ["auto", "As the system", "follows it, also when it changes"],
  ["light", "Light", "paper"],
  ["dark", "Dark", "night"],
];

/** Chooses the theme of this browser: a plain form, answered before the next paint. */
export function themeSection(current: Theme): TemplateResult {
  return html`<section>
    <h2>Theme of this browser</h2>
    <form class="choices" method="post" action=${urls.theme()}>
      <input type="hidden" name="next" value=${urls.settings("theme")} />
      <fieldset>
        <legend class="unseen">Theme</legend>
        ${THEMES.map(
          ([value, name, words]) =>
            html`<label>
              <input type="radio" name="theme" value=${value} ?checked=${value === current} />
              <span>${name}<small>${words}</small></span>
            </label>`,
        )}
      </fieldset>
      <button class="button primary">Use it</button>
    </form>
    <p class="quiet">
      A cookie keeps the choice, so that the first paint has it. Motion, contrast and forced colours
      follow the system.
    </p>
  </section>`;
}
