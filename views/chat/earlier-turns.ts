import { html } from "@lit-labs/ssr";
import { nothing, type TemplateResult } from "lit/html.js";

import { icon } from "#views/icon.ts";
import { urls } from "#views/urls.ts";
import type { ThreadWindow } from "./thread-window.ts";
import { turnView, type TurnViewOptions } from "./turn-view.ts";

export interface WindowFrame extends TurnViewOptions {
  readonly session_id: string;
  /** The branch, where addresses have to name it. */
  readonly b?: string | undefined;
  readonly nonce: string;
}

/**
 * The turns of a window, behind the way to those before them. It is a link; where there is script the
 * older turns take its place shortly before it comes into view.
 */
export function windowTurns(window: ThreadWindow, frame: WindowFrame): TemplateResult {
  return html`${earlierLink(window, frame)}${window.turns.map((turn) => turnView(turn, frame))}`;
}

function earlierLink({ before }: ThreadWindow, frame: WindowFrame) {
  if (before === undefined) return nothing;
  const address = urls.session(frame.session_id, { b: frame.b, before });
  return html`<a
    class="button ghost earlier"
    href=${address}
    hx-nonce=${frame.nonce}
    hx-get=${address}
    hx-trigger="revealed root:.scroller rootMargin:600px"
    hx-swap="outerHTML"
  >
    ${icon("arrow-up", "small")}<span>Earlier messages</span>
  </a>`;
}

/** Stands in the place of the composer where the page shows an older part of the thread. */
export function pastDock(session_id: string, after: string, b?: string): TemplateResult {
  return html`<nav class="dock past" aria-label="Later messages">
    <p>This is an earlier part of the session</p>
    <a class="button" href=${urls.session(session_id, { b, after })}>Later messages</a>
    <a class="button" href=${urls.session(session_id, { b })}>Newest messages</a>
  </nav>`;
}
