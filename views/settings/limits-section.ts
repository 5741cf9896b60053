import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { Agent } from "#runtime/agent/agent.ts";
import { duration } from "#views/duration.ts";
import { urls } from "#views/urls.ts";

/** What one run of each agent may spend. */
export function limitsSection(agents: readonly Agent[]): TemplateResult {
  return html`<section>
    <h2>Budgets of one run</h2>
    <p class="quiet">
      A budget is looked at before every step and counts over restarts. A run that has spent one of
      them ends there, says which, and keeps what it has. Change them at <code>agents</code> in
      <code>uar.yaml</code>, under <code>budget</code>.
    </p>
    <div class="table-scroll" tabindex="0" role="group" aria-label="Budgets">
      <table class="plain-table numbers">
        <thead>
          <tr>
            <th scope="col">Agent</th>
            <th scope="col">Time</th>
            <th scope="col">Tokens</th>
            <th scope="col">Tool calls</th>
            <th scope="col">Cost</th>
            <th scope="col">Summary at</th>
          </tr>
        </thead>
        <tbody>
          ${agents.map(row)}
        </tbody>
      </table>
    </div>
  </section>`;
}

function row({ id, budget, context }: Agent): TemplateResult {
  return html`<tr>
    <th scope="row"><a href=${urls.agent(id)}>${id}</a></th>
    <td>${duration(budget.wall_time_ms)}</td>
    <td>${budget.tokens.toLocaleString("en")}</td>
    <td>${budget.tool_calls.toLocaleString("en")}</td>
    <td>${budget.cost_usd === undefined ? "no limit" : `$${budget.cost_usd}`}</td>
    <td>${Math.round(context.compact_at * 100)} % of the window</td>
  </tr>`;
}
