import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { ExportedSpec } from "#runtime/agent/open-agent-spec/export-agent.ts";

/** An agent as others can read it, with what they will not understand. */
export function agentSpec({ component, notes }: ExportedSpec): TemplateResult {
  return html`<section>
    <h2>Open Agent Spec</h2>
    <details class="fold">
      <summary>As a component, of which ${notes.length} parts do not map</summary>
      <ul class="quiet" aria-label="What does not map">
        ${notes.map((note) => html`<li dir="auto">${note}</li>`)}
      </ul>
      <pre class="code wrapped" tabindex="0" dir="auto">
${JSON.stringify(component, undefined, 2)}</pre>
    </details>
  </section>`;
}
