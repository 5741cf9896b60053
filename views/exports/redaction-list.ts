import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { Redaction } from "#runtime/replay/redact.ts";
import { urls } from "#views/urls.ts";

/** Events that are named; the others are counted. */
const NAMED_EVENTS = 6;

/** What is struck out, by its kind, with the events in which it stands. */
export function redactionList(run_id: string, redactions: readonly Redaction[]): TemplateResult {
  if (redactions.length === 0) {
    return html`<p class="no-redactions">
      Nothing: no secret of this server is in the events, and nothing that looks like one.
    </p>`;
  }
  return html`<table class="redactions">
    <caption class="unseen">
      What is struck out
    </caption>
    <thead>
      <tr>
        <th scope="col">What</th>
        <th scope="col">Events</th>
        <th scope="col">Where</th>
      </tr>
    </thead>
    <tbody>
      ${redactions.map((redaction) => row(run_id, redaction))}
    </tbody>
  </table>`;
}

function row(run_id: string, { kind, sequences }: Redaction): TemplateResult {
  const rest = sequences.length - NAMED_EVENTS;
  return html`<tr data-kind=${kind}>
    <th scope="row">${WORDS[kind]}</th>
    <td>${sequences.length}</td>
    <td>
      ${sequences
        .slice(0, NAMED_EVENTS)
        .map((at) => html`<a href=${urls.run(run_id, { at })}>${at}</a> `)}
      ${rest > 0 ? `and ${rest} more` : ""}
    </td>
  </tr>`;
}

const WORDS = {
  known: "Secrets that this server was started with",
  key: "Keys, by their look",
  header: "Values of headers and fields named like secrets",
  url_password: "Passwords in addresses",
  private_key: "Private keys",
  home: "Home folders",
} as const satisfies Record<Redaction["kind"], string>;
