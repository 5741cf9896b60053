import { html } from "@lit-labs/ssr";
import { nothing, type TemplateResult } from "lit/html.js";

import type { TurnState } from "#runtime/state/thread-state.ts";
import { icon } from "#views/icon.ts";
import { urls } from "#views/urls.ts";
import { alternativesNav } from "./alternatives-nav.ts";
import type { BranchFrame } from "./branch-frame.ts";

/** What can be done with a question: go to its other versions, send other words in its place. */
export function questionActs(turn: TurnState, frame: BranchFrame): TemplateResult {
  const { session_id, alternatives } = frame;
  const questions = alternatives.get(turn.turn_id)?.questions ?? [];
  const address = editAddress(turn, frame);
  return html`${alternativesNav(questions, { session_id, noun: "question" })}
    <a
      class="button ghost small square edit-question"
      href=${address}
      hx-nonce=${frame.nonce}
      hx-get=${address}
      hx-target="closest .question"
      hx-swap="outerHTML"
      aria-label="Edit question"
      title="Edit"
      >${icon("edit", "small")}</a
    >`;
}

/** What can be done with an answer: go to its other versions, ask for one more, leave this one out. */
export function answerActs(turn: TurnState, frame: BranchFrame): TemplateResult {
  const { session_id, alternatives } = frame;
  const { answers = [], questions = [] } = alternatives.get(turn.turn_id) ?? {};
  return html`<footer class="turn-acts">
    ${alternativesNav(answers, { session_id, noun: "answer" })} ${linkToTurn(turn, frame)}
    <details class="regenerate">
      <summary class="button ghost small">${icon("retry", "small")}Regenerate</summary>
      <div class="regenerate-ways">
        ${regenerateForm(turn, frame)} ${otherModel(turn, frame)}
        <a class="button small" href=${editAddress(turn, frame)}>Edit prompt</a>
        ${answers.length + questions.length > 2 ? hideForm(frame) : nothing}
      </div>
    </details>
  </footer>`;
}

/** Leads to the turn in its branch, whatever the session shows by then; a click copies the address. */
function linkToTurn({ turn_id }: TurnState, { session_id, thread_id }: BranchFrame) {
  return html`<a
    class="button ghost small"
    href=${urls.turnPlace(session_id, turn_id, thread_id)}
    data-copy="link"
    title="Copy a link to this turn"
    >${icon("link", "small")}<span>Link</span></a
  >`;
}

function regenerateForm({ turn_id }: TurnState, frame: BranchFrame): TemplateResult {
  return html`<form method="post" action=${urls.regenerate(frame.session_id, turn_id)}>
    <input type="hidden" name="idempotency_key" value="${frame.key}-${turn_id}" />
    <button class="button small">Same model</button>
  </form>`;
}

function otherModel({ turn_id }: TurnState, { session_id, b, nonce }: BranchFrame): TemplateResult {
  const address = urls.regenerate(session_id, turn_id, b);
  return html`<a
    class="button small"
    href=${address}
    hx-nonce=${nonce}
    hx-get=${address}
    hx-swap="outerHTML"
    >Other model</a
  >`;
}

function hideForm({ session_id, thread_id }: BranchFrame): TemplateResult {
  return html`<form method="post" action=${urls.branches(session_id)}>
    <input type="hidden" name="thread_id" value=${thread_id} />
    <button
      class="button small"
      name="change"
      value="hide"
      title="Leaves this branch out of the arrows; its log stays"
    >
      Hide this branch
    </button>
  </form>`;
}

function editAddress({ turn_id }: TurnState, { session_id, b }: BranchFrame): string {
  return urls.editTurn(session_id, turn_id, b);
}
