import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { urls } from "#views/urls.ts";

/** What can be remembered: of which kinds, and how long. */
export interface Rememberable {
  readonly kinds: readonly string[];
  /** In UTF-16 code units. */
  readonly maxChars: number;
}

/** Lets a person tell an agent something that every later run is to know. */
export function rememberForm(agent: string, { kinds, maxChars }: Rememberable): TemplateResult {
  return html`<h2>Tell it something</h2>
    <form class="arguments-form" method="post" action=${urls.memories(agent)}>
      <div class="field">
        <label class="field-label" for="memory-text">What it is to remember</label>
        <textarea id="memory-text" name="text" rows="2" maxlength=${maxChars} required></textarea>
      </div>
      <div class="send-row">
        <label for="memory-kind">It is a</label>
        <select id="memory-kind" name="kind">
          ${kinds.map((kind) => html`<option ?selected=${kind === "fact"}>${kind}</option>`)}
        </select>
        <button class="button primary">Remember</button>
      </div>
    </form>`;
}
