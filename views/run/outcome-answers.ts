import { html, type TemplateResult } from "lit/html.js";

import type { Decision, OutcomeChoice } from "#runtime/event/action.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";

/** The order is that of the danger: the first two only note what the person saw. */
const CHOICES: Readonly<
  Record<OutcomeChoice, { readonly label: string; readonly effect: string }>
> = {
  mark_done: { label: "It was done", effect: "Go on as if it had answered" },
  mark_failed: { label: "It was not done", effect: "Tell the model so and go on" },
  retry: { label: "Run it again", effect: "Make the call once more, under the same key" },
  abort: { label: "Stop the run", effect: "End here and leave the outcome open" },
};

/** What a person may say of a call that a restart cut off, and that may have acted (R5). */
export function outcomeAnswers({ decisions }: ApprovalState): readonly TemplateResult[] {
  return decisions.filter(isChoice).map((choice) => {
    const { label, effect } = CHOICES[choice];
    return html`<button class="button" name="decision" value=${choice} title=${effect}>
      ${label}
    </button>`;
  });
}

function isChoice(decision: Decision): decision is OutcomeChoice {
  return Object.hasOwn(CHOICES, decision);
}
