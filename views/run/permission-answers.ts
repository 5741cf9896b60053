import { html, nothing, type TemplateResult } from "lit/html.js";

import type { Decision, OutcomeChoice, QuestionChoice } from "#runtime/event/action.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import { urls } from "#views/urls.ts";

/** A question whether a call may run is answered with these; other questions have answers of their own. */
type Permission = Exclude<Decision, OutcomeChoice | QuestionChoice>;

const BUTTONS: Readonly<Record<Permission, { readonly label: string; readonly key?: string }>> = {
  allow_once: { label: "Allow once", key: "A" },
  allow_session: { label: "Allow in session" },
  allow_always: { label: "Always allow" },
  deny: { label: "Deny", key: "D" },
};

/**
 * What a person may say of a call that waits. Enter in the reason must not press "Allow": a disabled
 * default button takes it.
 */
export function permissionAnswers({ action_id, decisions }: ApprovalState): TemplateResult {
  return html`<button type="submit" hidden disabled></button>
    ${decisions.filter(isPermission).map(decisionButton)}
    <a class="button ghost" href=${urls.approval(action_id)}>Edit arguments</a>
    ${denialReason()}`;
}

/** Why it is denied, in words for the model. */
export function denialReason(): TemplateResult {
  return html`<input
    class="reason"
    name="reason"
    maxlength="500"
    autocomplete="off"
    aria-label="Reason for the model, if you deny"
    placeholder="Reason, if you deny"
  />`;
}

/** Whether a decision says whether a call may run. */
export function isPermission(decision: Decision): decision is Permission {
  return Object.hasOwn(BUTTONS, decision);
}

/** One answer that may be given. */
export function decisionButton(decision: Permission): TemplateResult {
  const { label, key } = BUTTONS[decision];
  const primary = decision === "allow_once" ? "button primary" : "button";
  return html`<button class=${primary} name="decision" value=${decision}>
    ${label}${key === undefined ? nothing : html`<kbd class="key" aria-hidden="true">${key}</kbd>`}
  </button>`;
}
