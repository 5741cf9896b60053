import { html, nothing, type TemplateResult } from "lit/html.js";

import type { Question } from "#runtime/event/action.ts";
import type { Json } from "#runtime/event/shared.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import { fieldText, optionName } from "#runtime/state/form-field.ts";
import { type QuestionField, questionFields } from "#runtime/state/question-fields.ts";
import { fieldLabel, formControl } from "#views/form-control.ts";
import { laneGlyph } from "#views/lane-glyph.ts";
import { safeLink } from "#views/markdown/safe-link.ts";
import { urls } from "#views/urls.ts";
import { approvalId } from "./element-id.ts";
import { toolLabel } from "./tool-call-words.ts";

/**
 * What a server asks while its call runs: its words as they are, who asks, and a control for each field with
 * the default in it. A form that works without script; a decline sends no field.
 */
export function serverQuestion(
  { action_id, tool, prompt }: Pick<ApprovalState, "action_id" | "tool" | "prompt">,
  question: Question,
  mode: "live" | "replay",
): TemplateResult {
  const id = approvalId(action_id);
  return html`<div
    class="approval question"
    id=${id}
    role="group"
    aria-labelledby="${id}-title"
    data-action=${action_id}
  >
    <header>
      ${laneGlyph("approvals")}
      <b id="${id}-title">The server asks you</b>
      <span class="what"><span class="name">${toolLabel(tool)}</span></span>
    </header>
    <p class="why words" dir="auto">${prompt}</p>
    <p class="why warning">
      The MCP server <b dir="auto">${question.server}</b> asks for this, and gets what you answer.
      Give it no password or key.
    </p>
    ${mode === "live" ? answerForm(action_id, question) : html`<footer><span>Waits for an answer</span></footer>`}
  </div>`;
}

function answerForm(action_id: string, { schema, url }: Question): TemplateResult {
  const fields = questionFields(schema) ?? [];
  return html`<form method="post" action=${urls.action(action_id)} data-quiet>
    ${url === undefined ? fields.map((field, index) => row(field, index, action_id)) : address(url)}
    <div class="answers">
      <button class="button primary" name="decision" value="answer">
        ${url === undefined ? "Answer" : "I have been there"}
      </button>
      <button class="button" name="decision" value="decline" formnovalidate>Decline</button>
    </div>
  </form>`;
}

/** Where the server sends the person, whole, for the name of the host tells whose page it is. */
function address(url: string): TemplateResult {
  const href = safeLink(url, true);
  if (href === undefined) return html`<p class="address" dir="ltr">${url}</p>`;
  return html`<p class="address" dir="ltr">
    <a href=${href} target="_blank" rel="noopener noreferrer">${url}</a>
  </p>`;
}

function row(field: QuestionField, index: number, action_id: string): TemplateResult {
  const id = `${approvalId(action_id)}-${index}`;
  const hint =
    field.hint === undefined
      ? nothing
      : html`<p class="hint" id="${id}-hint" dir="auto">${field.hint}</p>`;
  if (field.kind === "choices") {
    return html`<fieldset class="field">
      <legend dir="auto">${fieldLabel(field)}</legend>
      ${hint}
      ${field.options.map(
        ({ value, label }, place) =>
          html`<label class="option" dir="auto"
            ><input
              type="checkbox"
              name=${optionName(field, place)}
              value="true"
              ?checked=${isIn(field.standard, value)}
            />${label}</label
          >`,
      )}
    </fieldset>`;
  }
  const value = fieldText(field, field.standard);
  const described = field.hint === undefined ? undefined : `${id}-hint`;
  return html`<div class="field">
    <label class="field-label" for=${id} dir="auto">${fieldLabel(field)}</label>
    ${hint} ${formControl(field, { value, none: "No answer", id, described })}
  </div>`;
}

function isIn(standard: Json | undefined, value: Json): boolean {
  return Array.isArray(standard) && standard.includes(value);
}
