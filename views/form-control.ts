import { html, nothing, type TemplateResult } from "lit/html.js";

import type { FieldCommon, PlainField } from "#runtime/state/form-field.ts";

/** What a control shows, and how the rest of its form speaks of it. */
interface Shown {
  readonly value: string;
  /** What no choice means. */
  readonly none?: string;
  readonly placeholder?: string | undefined;
  readonly id?: string;
  /** The id of what describes it. */
  readonly described?: string | undefined;
}

/** What a field is called. */
export function fieldLabel({ label, required }: FieldCommon): TemplateResult {
  return html`${label}${required ? nothing : html` <small>optional</small>`}`;
}

/** The control of one value, in a form that works without script. Who calls it draws the label. */
export function formControl(field: PlainField, shown: Shown): TemplateResult {
  const { name, required } = field;
  const { value, none = "", placeholder = nothing, id = nothing, described = nothing } = shown;
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
        ?required=${required}
        placeholder=${placeholder}
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
        ?required=${required}
        placeholder=${placeholder}
        aria-describedby=${described}
      />`;
    case "choice":
      return html`<select id=${id} name=${name} ?required=${required} aria-describedby=${described}>
        <option value="">${required ? "Choose" : none}</option>
        ${field.options.map(
          ({ text, label }) =>
            html`<option value=${text} ?selected=${text === value}>${label}</option>`,
        )}
      </select>`;
  }
}
