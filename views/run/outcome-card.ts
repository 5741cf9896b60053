import { html, type TemplateResult } from "lit/html.js";

import type { Decision, OutcomeChoice } from "#runtime/event/action.ts";
import type { ApprovalState } from "#runtime/state/thread-state.ts";
import { laneGlyph } from "#views/lane-glyph.ts";
import { urls } from "#views/urls.ts";
import { askedChange, askedPreview } from "./asked-change.ts";
import { approvalId } from "./element-id.ts";
import { toolLabel } from "./tool-call-words.ts";

/**
 * A call that a restart cut off, and that may have acted: a person looks and says what became of it.
 * A form that works without script; nothing is done before an answer (R5).
 */
export function outcomeCard(approval: ApprovalState, mode: "live" | "replay"): TemplateResult {
  const id = approvalId(approval.action_id);
  const change = askedChange(approval.arguments);
  return html`<div
    class="approval"
    id=${id}
    role="group"
    aria-labelledby="${id}-title"
    data-action=${approval.action_id}
  >
    <header>
      ${laneGlyph("approvals")}
      <b id="${id}-title">Was this call carried out?</b>
      <span class="what">
        <span class="name">${toolLabel(approval.tool)}</span>
        <span class="target" dir="ltr">${change.target}</span>
      </span>
    </header>
    <p class="why" dir="auto">${approval.prompt}</p>
    ${askedPreview(change)} ${mode === "live" ? answer(approval) : WAITS}
  </div>`;
}

/** The order is that of the danger: the first two only note what the person saw. */
const CHOICES: Readonly<
  Record<OutcomeChoice, { readonly label: string; readonly effect: string }>
> = {
  mark_done: { label: "It was done", effect: "Go on as if it had answered" },
  mark_failed: { label: "It was not done", effect: "Tell the model so and go on" },
  retry: { label: "Run it again", effect: "Make the call once more, under the same key" },
  abort: { label: "Stop the run", effect: "End here and leave the outcome open" },
};

function answer(approval: ApprovalState): TemplateResult {
  return html`<form method="post" action=${urls.action(approval.action_id)} data-quiet>
    <input type="hidden" name="arguments_hash" value=${approval.arguments_hash} />
    ${approval.decisions
      .filter(isChoice)
      .map(
        (choice) =>
          html`<button
            class="button"
            name="decision"
            value=${choice}
            title=${CHOICES[choice].effect}
          >
            ${CHOICES[choice].label}
          </button>`,
      )}
    <span class="rule">rule: ${approval.rule}</span>
  </form>`;
}

function isChoice(decision: Decision): decision is OutcomeChoice {
  return Object.hasOwn(CHOICES, decision);
}

const WAITS = html`<footer><span>Waits for an answer</span></footer>`;
