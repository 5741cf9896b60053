import { html, nothing, type TemplateResult } from "lit/html.js";

/** The messages that wait for the run before them, next first. */
export function queueView(messages: readonly string[]): TemplateResult | typeof nothing {
  if (messages.length === 0) return nothing;
  return html`<ol class="queue" aria-label="Queued messages">
    ${messages.map((message, index) => html`<li><span>${index === 0 ? "Next" : "Then"}</span><span class="queued" dir="auto">${message}</span></li>`)}
  </ol>`;
}
