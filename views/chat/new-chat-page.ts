import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { icon } from "#views/icon.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { composer, type Composer } from "./composer.ts";
import { type Start, startView } from "./start-view.ts";

export interface NewChatPage extends PageFrame {
  readonly start: Start;
  readonly composer: Omit<Composer, "nonce" | "session_id" | "running">;
}

/** The page before a session's first message. */
export function newChatPage(page: NewChatPage): TemplateResult {
  const main = html`<main id="main" tabindex="-1">
    <div class="chat" data-empty>
      <header class="chat-header">
        <button class="button ghost square menu-button" popovertarget="side" aria-label="Menu">
          ${icon("menu")}
        </button>
        <h1>New session</h1>
      </header>
      <div class="thread">
        <div class="scroller"><div class="column">${startView(page.start)}</div></div>
        ${composer({ ...page.composer, nonce: page.nonce })}
      </div>
    </div>
  </main>`;
  return playgroundPage(page, { title: "New session", current: "chat", layout: "sidebar", main });
}
