import { html, nothing, type TemplateResult } from "lit/html.js";

import type { Question } from "#runtime/event/action.ts";
import type { Json } from "#runtime/event/shared.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import {
  fieldInput,
  type QuestionField,
  questionFields,
  standardText,
} from "#runtime/state/question-fields.ts";
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
  { action_id, tool, prompt }: ApprovalState,
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
  const words = html`${field.label}${field.required ? nothing : html` <small>optional</small>`}`;
  const hint =
    field.hint === undefined
      ? nothing
      : html`<p class="hint" id="${id}-hint" dir="auto">${field.hint}</p>`;
  if (field.kind === "choices") {
    return html`<fieldset class="field">
      <legend dir="auto">${words}</legend>
      ${hint}
      ${field.options.map(
        ({ value, label }, place) =>
          html`<label class="option" dir="auto"
            ><input
              type="checkbox"
              name=${fieldInput(index, place)}
              value="true"
              ?checked=${isIn(field.standard, value)}
            />${label}</label
          >`,
      )}
    </fieldset>`;
  }
  return html`<div class="field">
    <label class="field-label" for=${id} dir="auto">${words}</label>
    ${hint} ${control(field, { id, name: fieldInput(index) })}
  </div>`;
}

interface Place {
  readonly id: string;
  readonly name: string;
}

function control(
  field: Exclude<QuestionField, { kind: "choices" }>,
  { id, name }: Place,
): TemplateResult {
  const described = field.hint === undefined ? nothing : `${id}-hint`;
  const value = standardText(field.standard);
  switch (field.kind) {
    case "text":
      return html`<input
        id=${id}
        type=${field.input}
        name=${name}
        value=${value}
        dir="auto"
        autocomplete="off"
        minlength=${field.min_length ?? nothing}
        maxlength=${field.max_length ?? nothing}
        ?required=${field.required}
        aria-describedby=${described}
      />`;
    case "number":
      return html`<input
        id=${id}
        type="number"
        name=${name}
        value=${value}
        step=${field.whole ? 1 : "any"}
        min=${field.min ?? nothing}
        max=${field.max ?? nothing}
        ?required=${field.required}
        aria-describedby=${described}
      />`;
    case "flag":
    case "choice": {
      const options = field.kind === "flag" ? YES_OR_NO : field.options;
      return html`<select
        id=${id}
        name=${name}
        ?required=${field.required}
        aria-describedby=${described}
      >
        <option value="">${field.required ? "Choose" : "No answer"}</option>
        ${options.map(
          (option) =>
            html`<option value=${option.value} ?selected=${option.value === value}>
              ${option.label}
            </option>`,
        )}
      </select>`;
    }
  }
}

const YES_OR_NO = [
  { value: "true", label: "Yes" },
  { value: "false", label: "No" },
];

function isIn(standard: Json | undefined, value: string): boolean {
  return Array.isArray(standard) && standard.includes(value);
}
