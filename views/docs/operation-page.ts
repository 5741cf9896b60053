import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { Json } from "#runtime/event/shared.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { schemaTable } from "#views/tools/schema-table.ts";
import { urls } from "#views/urls.ts";
import type { OperationEntry } from "./api-page.ts";

/** An operation with the form that tries it. */
export interface OperationPage extends PageFrame {
  readonly operation: OperationEntry;
  /** The fields of the form, with what was sent in them. */
  readonly fields: readonly OperationField[];
  /** The JSON Schema of its body. */
  readonly schema?: Json;
  /** Whether a form can send what it takes. */
  readonly isTried: boolean;
  readonly answer?: ApiAnswer;
}

/** One part of a request: in the path, in the query, its body, or the administrator's token. */
export interface OperationField {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly kind: "line" | "text" | "secret";
  readonly value: string;
  readonly isRequired: boolean;
}

/** What the server answered, as far as it is shown. */
export interface ApiAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** It goes on, and was left there. */
  readonly isCut: boolean;
}

/** What an operation takes, and a form that does it with this browser's session. */
export function operationPage(page: OperationPage): TemplateResult {
  const { operation, fields, schema, isTried, answer } = page;
  const title = `${operation.method.toUpperCase()} ${operation.path}`;
  const above = [
    { name: "Docs", href: urls.docs() },
    { name: "API", href: urls.docsApi() },
  ];
  const main = pageMain(
    { title, above },
    html`<p class="lead">${operation.summary}</p>
      <section aria-labelledby="try-heading">
        <h2 id="try-heading">Try it</h2>
        ${
          isTried
            ? html`<form
                class="arguments-form"
                method="post"
                action=${urls.docsOperation(operation.id)}
              >
                ${fields.map(fieldView)}
                <div class="send-row"><button class="button primary">Send</button></div>
              </form>`
            : html`<p class="quiet">This operation takes a file, which a program sends.</p>`
        }
      </section>
      ${answer === undefined ? "" : answerView(answer)}
      ${
        schema === undefined
          ? ""
          : html`<section>
              <h2>Body</h2>
              ${schemaTable(schema, `Body of ${operation.id}`)}
            </section>`
      }`,
  );
  return playgroundPage(page, { title, current: "docs", layout: "sidebar", main });
}

function fieldView({ name, label, hint, kind, value, isRequired }: OperationField): TemplateResult {
  const control =
    kind === "text"
      ? html`<textarea id=${name} name=${name} rows="8" class="mono" dir="ltr" spellcheck="false">
${value}</textarea>`
      : html`<input
          id=${name}
          name=${name}
          value=${value}
          type=${kind === "secret" ? "password" : "text"}
          autocomplete="off"
          ?required=${isRequired}
        />`;
  return html`<div class="field">
    <label class="field-label" for=${name}>${label} <small>${hint}</small></label>
    ${control}
  </div>`;
}

function answerView({ status, type, text, isCut }: ApiAnswer): TemplateResult {
  return html`<section id="answer" aria-labelledby="answer-heading">
    <h2 id="answer-heading">Answer ${status}</h2>
    <p class="quiet">${type}${isCut ? ", its beginning" : ""}</p>
    <pre class="code wrapped" tabindex="0" dir="ltr">${text}</pre>
  </section>`;
}
