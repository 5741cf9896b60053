import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { dateTime } from "#views/date-time.ts";
import { urls } from "#views/urls.ts";

/** One event on its way to a webhook. */
export interface ShownDelivery {
  readonly event_id: string;
  readonly type: string;
  readonly run_id?: string;
  readonly state: "pending" | "delivered" | "given_up";
  readonly tries: number;
  readonly next_at: string;
  readonly last?: { readonly at: string; readonly status?: number; readonly problem?: string };
}

/** Where events go, and what went there last, the newest first. */
export interface ShownWebhook {
  readonly id: string;
  readonly url: string;
  /** What it is for, in a few words. */
  readonly about: string;
  readonly overflowed: number;
  readonly deliveries: readonly ShownDelivery[];
}

/** Whom this server tells of what happens, and whether they heard it. */
export function webhooksSection(webhooks: readonly ShownWebhook[]): TemplateResult {
  return html`<section>
      <h2>${webhooks.length === 0 ? "Nobody is told" : `${webhooks.length} told`}</h2>
      <p class="quiet">
        Programs elsewhere can be told when a run ends or waits for a person. An administrator adds
        and removes them at <code>/api/v1/admin/webhooks</code>; A2A clients do it for their tasks.
        Messages are signed, and tried again for a day where nobody takes them.
      </p>
    </section>
    ${webhooks.map(webhook)}`;
}

function webhook({ id, url, about, overflowed, deliveries }: ShownWebhook): TemplateResult {
  return html`<section aria-labelledby=${id}>
    <h2 id=${id}><code>${url}</code></h2>
    <p class="quiet">
      ${about}${
        overflowed === 0
          ? ""
          : html` <strong class="problem">${overflowed} not sent: too many waited</strong>`
      }
    </p>
    ${
      deliveries.length === 0
        ? html`<p class="quiet">Nothing went there yet.</p>`
        : html`<div class="table-scroll" tabindex="0" role="group" aria-labelledby=${id}>
            <table class="plain-table">
              <thead>
                <tr>
                  <th scope="col">Event</th>
                  <th scope="col">Is</th>
                  <th scope="col">Last try</th>
                  <th scope="col">Next try</th>
                </tr>
              </thead>
              <tbody>
                ${deliveries.map(row)}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}

const STATES = { pending: "waiting", delivered: "delivered", given_up: "given up" } as const;

function row({ type, run_id, state, tries, next_at, last }: ShownDelivery): TemplateResult {
  const what = html`<code>${type}</code>`;
  return html`<tr>
    <th scope="row">
      ${run_id === undefined ? what : html`<a href=${urls.run(run_id)}>${what}</a>`}
    </th>
    <td><span class="tag">${STATES[state]}</span></td>
    <td>
      ${last === undefined ? "none yet" : `${dateTime(last.at)}, number ${tries}`}
      ${last?.problem === undefined ? "" : html`<small class="problem">${last.problem}</small>`}
    </td>
    <td>${state === "pending" ? dateTime(next_at) : "none"}</td>
  </tr>`;
}
