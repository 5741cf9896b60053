import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

/** Whether this browser says when a run ends or asks while nobody looks; only its script can ask that. */
export function notificationsSection(): TemplateResult {
  return html`<section>
    <h2>Notifications of this browser</h2>
    <p class="quiet">
      While a session's page is open but not in view, the browser can say when its run has ended or
      asks you something. The mark in the page's title needs no permission and is always there.
    </p>
    <uar-notify class="choices">
      <button class="button primary needs-script" type="button">Turn on</button>
      <p role="status"></p>
      <noscript
        ><p>Notifications need JavaScript; the sidebar shows how each session stands.</p></noscript
      >
    </uar-notify>
  </section>`;
}
