import { html, nothing, type TemplateResult } from "lit/html.js";

import type { Effect } from "#runtime/event/shared.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import { laneGlyph } from "#views/lane-glyph.ts";
import { urls } from "#views/urls.ts";
import { askedChange, askedPreview, changeSize } from "./asked-change.ts";
import { approvalId } from "./element-id.ts";
import { outcomeAnswers } from "./outcome-answers.ts";
import { permissionAnswers } from "./permission-answers.ts";
import { serverQuestion } from "./server-question.ts";
import { toolLabel } from "./tool-call-words.ts";

interface QuestionOptions {
  /** In a replay the question is shown, and cannot be answered. */
  readonly mode: "live" | "replay";
  readonly effect: Effect | undefined;
}

/**
 * An open question to a person: may this call run, what became of it, or what its server wants to know.
 * It tells which tool, what it would do and which rule asks. A form that works without script; the hash
 * binds the answer to exactly these arguments (R12).
 */
export function questionCard(
  approval: ApprovalState,
  { mode, effect }: QuestionOptions,
): TemplateResult {
  if (approval.question !== undefined) return serverQuestion(approval, approval.question, mode);
  const id = approvalId(approval.action_id);
  const change = askedChange(approval.arguments);
  const isOutcome = approval.about !== undefined;
  const rule = html`<span class="rule">rule: ${approval.rule}</span>`;
  return html`<div
    class="approval"
    id=${id}
    role="group"
    aria-labelledby="${id}-title"
    data-action=${approval.action_id}
  >
    <header>
      ${laneGlyph("approvals")}
      <b id="${id}-title">${isOutcome ? "Was this call carried out?" : mayRun(effect)}</b>
      <span class="what">
        <span class="name">${toolLabel(approval.tool)}</span>
        <span class="target" dir="ltr">${change.target}</span>
      </span>
      <span class="end">${changeSize(change)}</span>
    </header>
    ${approval.prompt === "" ? nothing : html`<p class="why" dir="auto">${approval.prompt}</p>`}
    ${change.rest.length === 0 ? nothing : html`<p class="why rest" dir="ltr">${change.rest.join(", ")}</p>`}
    ${askedPreview(change)}
    ${
      mode === "live"
        ? html`<form method="post" action=${urls.action(approval.action_id)} data-quiet>
            <input type="hidden" name="arguments_hash" value=${approval.arguments_hash} />
            ${isOutcome ? outcomeAnswers(approval) : permissionAnswers(approval)} ${rule}
          </form>`
        : html`<footer><span>Waits for an answer</span>${rule}</footer>`
    }
  </div>`;
}

function mayRun(effect: Effect | undefined): string {
  return effect === undefined || effect === "read" ? "Allow this call?" : "Allow this change?";
}
