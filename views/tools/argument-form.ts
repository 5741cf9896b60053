import { html } from "@lit-labs/ssr";
import { nothing, type TemplateResult } from "lit/html.js";

import { fieldText } from "#runtime/state/form-field.ts";
import type { ArgumentField } from "#runtime/tool/argument-fields.ts";
import { fieldLabel, formControl } from "#views/form-control.ts";
import { urls } from "#views/urls.ts";
import { shortName } from "./tool-place.ts";

/** What a person wrote into the form, and what was wrong with it. */
export interface RefusedCall {
  readonly problem: string;
  /** Whether the whole was written as JSON. */
  readonly as_json: boolean;
}

export interface ArgumentForm {
  readonly tool: { readonly name: string; readonly source: string };
  /** Absent where only JSON can tell the arguments. */
  readonly fields?: readonly ArgumentField[];
  /** What stands in the fields, by their names. */
  readonly values: Readonly<Record<string, string | undefined>>;
  /** The arguments as JSON. */
  readonly json: string;
  /** The agents that may use the tool; the first is chosen. */
  readonly agents: readonly string[];
  readonly agent?: string;
  readonly idempotency_key: string;
  readonly refused?: RefusedCall;
}

/**
 * Calls a tool by hand: a field an argument, or all of them as JSON. Both are plain forms; what they
 * send goes through the gate like a model's call.
 */
export function argumentForm(form: ArgumentForm): TemplateResult {
  if (form.agents.length === 0) {
    return html`<p class="quiet">
      No agent may use this tool. Name it under <code>tools</code> of an agent in
      <code>uar.yaml</code> to try it.
    </p>`;
  }
  const { fields, refused } = form;
  const openJson = fields === undefined || refused?.as_json === true;
  return html`${refused === undefined ? "" : html`<p role="alert" class="problem">${refused.problem}</p>`}
    ${fields === undefined ? "" : fieldForm(form, fields)}
    <details class="fold" ?open=${openJson}>
      <summary>Write the arguments as JSON</summary>
      ${jsonForm(form)}
    </details>`;
}

function fieldForm(form: ArgumentForm, fields: readonly ArgumentField[]): TemplateResult {
  return html`<form class="arguments-form" method="post" action=${action(form)}>
    ${fields.length === 0 ? html`<p class="quiet">It takes no arguments.</p>` : ""}
    ${fields.map((field) => fieldView(field, form.values))} ${sendRow(form, "fields")}
  </form>`;
}

function jsonForm(form: ArgumentForm): TemplateResult {
  return html`<form class="arguments-form" method="post" action=${action(form)}>
    <label class="field">
      <span class="field-label">Arguments</span>
      <textarea name="json" rows="6" spellcheck="false" dir="ltr" class="mono">
${form.json}</textarea>
    </label>
    ${sendRow(form, "json")}
  </form>`;
}

function action({ tool }: ArgumentForm): string {
  return urls.toolCalls(tool.source, shortName(tool));
}

function sendRow(form: ArgumentForm, kind: string): TemplateResult {
  const { agents, agent = agents[0], idempotency_key, tool } = form;
  return html`<div class="send-row">
    <input type="hidden" name="idempotency_key" value="${idempotency_key}-${kind}" />
    <button class="button primary">Call ${shortName(tool)}</button>
    ${
      agents.length === 1
        ? html`<input type="hidden" name="agent" value=${agents[0] ?? ""} />
            <small>with the rules of ${agents[0]}</small>`
        : html`<label>
            with the rules of
            <select name="agent">
              ${agents.map((id) => html`<option value=${id} ?selected=${id === agent}>${id}</option>`)}
            </select>
          </label>`
    }
  </div>`;
}

function fieldView(field: ArgumentField, values: ArgumentForm["values"]): TemplateResult {
  if (field.kind === "group") {
    return html`<fieldset class="field-group">
      <legend>${fieldLabel(field)}</legend>
      ${field.hint === undefined ? "" : html`<p class="hint">${field.hint}</p>`}
      ${field.fields.map((inner) => fieldView(inner, values))}
    </fieldset>`;
  }
  const value = values[field.name] ?? "";
  return html`<label class="field">
    <span class="field-label">${fieldLabel(field)}</span>
    ${field.hint === undefined ? "" : html`<span class="hint">${field.hint}</span>`}
    ${control(field, value)}
  </label>`;
}

type Control = Exclude<ArgumentField, { kind: "group" }>;

/** What has lines of its own is drawn here: what stands in a textarea only the server can render. */
function control(field: Control, value: string): TemplateResult {
  const { name, required, standard } = field;
  const placeholder = standard === undefined ? undefined : fieldText(field, standard);
  switch (field.kind) {
    case "list":
      return html`<textarea
        name=${name}
        rows="3"
        dir="auto"
        ?required=${required}
        placeholder=${placeholder ?? "One a line"}
      >
${value}</textarea>`;
    case "json":
      return html`<textarea
        name=${name}
        rows="3"
        class="mono"
        dir="ltr"
        spellcheck="false"
        ?required=${required}
        placeholder=${placeholder ?? "JSON"}
      >
${value}</textarea>`;
    case "text":
      return textControl(field, { value, placeholder });
    case "number":
    case "choice": {
      const none = placeholder === undefined ? "not sent" : `not sent, ${placeholder} counts`;
      return formControl(field, { value, placeholder, none });
    }
  }
}

/** A text without a format may have lines of its own: it grows with what is written. */
function textControl(
  field: Extract<ArgumentField, { kind: "text" }>,
  { value, placeholder }: { readonly value: string; readonly placeholder: string | undefined },
): TemplateResult {
  const required = field.required && (field.min_length ?? 0) > 0;
  if (field.input === "text" && field.pattern === undefined && (field.max_length ?? 501) > 500) {
    return html`<textarea
      name=${field.name}
      rows="1"
      dir="auto"
      class="growing"
      maxlength=${field.max_length ?? nothing}
      ?required=${required}
      placeholder=${placeholder ?? nothing}
    >
${value}</textarea>`;
  }
  return formControl({ ...field, required }, { value, placeholder });
}
