import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { TurnState } from "#runtime/state/thread-state.ts";
import { icon } from "#views/icon.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";

/** A turn that something is to be sent for, in the branch that shows it. */
export interface TurnForm {
  readonly turn: TurnState;
  readonly session_id: string;
  readonly b?: string;
  readonly nonce: string;
  readonly idempotency_key: string;
}

const MESSAGE_MAX_CHARS = 100_000;

/** The question as a form, in its own place. Sent, it stands beside the old one in a branch of its own. */
export function editQuestion(form: TurnForm): TemplateResult {
  const { turn, session_id, b, nonce, idempotency_key } = form;
  return html`<header class="question editing">
    <form class="edit-turn" method="post" action=${urls.editTurn(session_id, turn.turn_id)}>
      <h2 class="unseen" id="${turn.turn_id}-question">You asked</h2>
      <input type="hidden" name="idempotency_key" value=${idempotency_key} />
      <textarea
        name="message"
        aria-label="Edited question"
        required
        autofocus
        rows="3"
        dir="auto"
        maxlength=${MESSAGE_MAX_CHARS}
      >
${turn.text}</textarea>
      <div class="edit-foot">
        <span class="hint">The question and its answer so far stay, one version back</span>
        <a
          class="button small"
          href=${urls.turnPlace(session_id, turn.turn_id, b)}
          hx-nonce=${nonce}
          hx-get=${urls.turn(session_id, turn.turn_id, b)}
          hx-select=".question"
          hx-target="closest .question"
          hx-swap="outerHTML"
          data-cancel
          >Cancel<kbd class="key" aria-hidden="true">Esc</kbd></a
        >
        <button class="button primary small">
          Send<kbd class="key" aria-hidden="true">Ctrl ↵</kbd>
        </button>
      </div>
    </form>
  </header>`;
}

/** A choice of who answers once more. */
export function regenerateWith(form: TurnForm, models: readonly string[]): TemplateResult {
  const { turn, session_id, idempotency_key } = form;
  const current = turn.options.model ?? turn.run.model;
  return html`<form
    class="other-model"
    method="post"
    action=${urls.regenerate(session_id, turn.turn_id)}
  >
    <input type="hidden" name="idempotency_key" value=${idempotency_key} />
    <select name="model" aria-label="Model" autofocus>
      ${models.map((model) => html`<option value=${model} ?selected=${model === current}>${model}</option>`)}
    </select>
    <button class="button small">Regenerate</button>
  </form>`;
}

/** One of these forms as a page of its own. */
export function turnFormPage(
  page: PageFrame & {
    readonly title: string;
    readonly form: TurnForm;
    readonly content: TemplateResult;
  },
): TemplateResult {
  const { title, form, content } = page;
  const { session_id, turn, b } = form;
  const main = html`<main id="main" tabindex="-1" class="list-page">
    <header class="chat-header">
      <button class="button ghost square menu-button" popovertarget="side" aria-label="Menu">
        ${icon("menu")}
      </button>
      <h1>${title}</h1>
    </header>
    <div class="list-scroller" tabindex="0">
      <div class="turn-form">
        <p><a href=${urls.turnPlace(session_id, turn.turn_id, b)}>Back to the session</a></p>
        ${content}
      </div>
    </div>
  </main>`;
  return playgroundPage(page, {
    title,
    current: "chat",
    session: session_id,
    layout: "sidebar",
    main,
  });
}
