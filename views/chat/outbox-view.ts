import { html, type TemplateResult } from "lit/html.js";

import { icon } from "#views/icon.ts";

/** A message that could not be sent yet. */
export interface Unsent {
  readonly idempotency_key: string;
  readonly message: string;
}

/** The messages that wait in the page for the connection, first to last; each can be taken back. */
export function outboxView(
  unsent: readonly Unsent[],
  takeBack: (idempotencyKey: string) => void,
): TemplateResult {
  return html`<ol class="queue outbox" aria-label="Messages that wait for the connection">
    ${unsent.map(
      ({ idempotency_key, message }) =>
        html`<li>
          ${icon("clock", "small")}<span class="queue-place">Offline</span>
          <span class="queued" dir="auto">${message}</span>
          <button
            type="button"
            class="button ghost small square"
            aria-label="Take back"
            title="Take back"
            @click=${() => takeBack(idempotency_key)}
          >
            ${icon("close", "small")}
          </button>
        </li>`,
    )}
  </ol>`;
}
