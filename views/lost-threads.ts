import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { urls } from "./urls.ts";

/** A thread whose files are damaged or out of reach; the reason names them, and what helps. */
export interface LostThread {
  readonly thread_id: string;
  readonly reason: string;
}

const MAX_SHOWN = 5;

/** What is missing from a list, or ends too early in it, since it cannot be read. Nothing where all can be. */
export function lostThreads(lost: readonly LostThread[]): TemplateResult | string {
  if (lost.length === 0) return "";
  const more = lost.length - MAX_SHOWN;
  return html`<section class="lost" aria-labelledby="lost-threads">
    <h2 id="lost-threads">
      ${lost.length === 1 ? "1 conversation" : `${lost.length} conversations`} cannot be read whole
    </h2>
    <ul>
      ${lost.slice(0, MAX_SHOWN).map(({ reason }) => html`<li dir="auto">${reason}.</li>`)}
    </ul>
    <p>
      ${more > 0 ? `${more} more are in the server's log. ` : ""}All others are as they were. Once
      the files are mended, start the server again. <a href=${urls.settings("health")}>Health</a>
    </p>
  </section>`;
}
