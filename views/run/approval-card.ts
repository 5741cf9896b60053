import { html, nothing, type TemplateResult } from "lit/html.js";

import type { Decision, OutcomeChoice } from "#runtime/event/action.ts";
import type { Effect } from "#runtime/event/shared.ts";
import type { ApprovalState } from "#runtime/state/thread-state.ts";
import { laneGlyph } from "#views/lane-glyph.ts";
import { urls } from "#views/urls.ts";
import { askedChange, askedPreview, changeSize } from "./asked-change.ts";
import { approvalId } from "./element-id.ts";
import { toolLabel } from "./tool-call-words.ts";

export interface ApprovalCardOptions {
  /** In a replay the question is shown, and cannot be answered. */
  readonly mode: "live" | "replay";
  readonly effect: Effect | undefined;
}

/**
 * An open question to a person: which tool, what it would do, which rule asks. A form that works
 * without script; the hash binds the answer to exactly these arguments (R12).
 */
export function approvalCard(
  approval: ApprovalState,
  options: ApprovalCardOptions,
): TemplateResult {
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
      <b id="${id}-title">${question(options.effect)}</b>
      <span class="what">
        <span class="name">${toolLabel(approval.tool)}</span>
        <span class="target" dir="ltr">${change.target}</span>
      </span>
      <span class="end">${changeSize(change)}</span>
    </header>
    ${approval.prompt === "" ? nothing : html`<p class="why" dir="auto">${approval.prompt}</p>`}
    ${change.rest.length === 0 ? nothing : html`<p class="why rest" dir="ltr">${change.rest.join(", ")}</p>`}
    ${askedPreview(change)} ${options.mode === "live" ? answer(approval) : waiting(approval)}
  </div>`;
}

function question(effect: Effect | undefined): string {
  return effect === undefined || effect === "read" ? "Allow this call?" : "Allow this change?";
}

/** A question whether a call may run is answered with these; what became of one is another card's. */
type Permission = Exclude<Decision, OutcomeChoice>;

const BUTTONS: Readonly<Record<Permission, { readonly label: string; readonly key?: string }>> = {
  allow_once: { label: "Allow once", key: "A" },
  allow_session: { label: "Allow in session" },
  allow_always: { label: "Always allow" },
  deny: { label: "Deny", key: "D" },
};

/** Enter in the reason must not press "Allow": a disabled default button takes it. */
function answer(approval: ApprovalState): TemplateResult {
  return html`<form method="post" action=${urls.action(approval.action_id)} data-quiet>
    <button type="submit" hidden disabled></button>
    <input type="hidden" name="run" value=${approval.run_id} />
    <input type="hidden" name="arguments_hash" value=${approval.arguments_hash} />
    ${approval.decisions.filter(isPermission).map(decisionButton)}
    <a class="button ghost" href=${urls.approval(approval.action_id)}>Edit arguments</a>
    <input
      class="reason"
      name="reason"
      maxlength="500"
      autocomplete="off"
      aria-label="Reason for the model, if you deny"
      placeholder="Reason, if you deny"
    />
    ${rule(approval)}
  </form>`;
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

function waiting(approval: ApprovalState): TemplateResult {
  return html`<footer><span>Waits for an answer</span>${rule(approval)}</footer>`;
}

function rule(approval: ApprovalState): TemplateResult {
  return html`<span class="rule">rule: ${approval.rule}</span>`;
}
