import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { Agent } from "#runtime/agent/agent.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";

export interface AgentsPage extends PageFrame {
  readonly agents: readonly Agent[];
  /** The agent that answers when nobody chose another. */
  readonly standard: string;
  /** Runs on record, by agent. */
  readonly runs: ReadonlyMap<string, number>;
}

/** Every agent that can be asked. */
export function agentsPage(page: AgentsPage): TemplateResult {
  const { agents } = page;
  const meta = `${agents.length} ${agents.length === 1 ? "agent" : "agents"}`;
  const main = pageMain(
    { title: "Agents", meta },
    html`<section>
      <ul class="rows">
        ${agents.map((agent) => agentRow(agent, page))}
      </ul>
      <p class="quiet">
        Agents come from <code>agents</code> in <code>uar.yaml</code>; the first one there is the
        default.
      </p>
    </section>`,
  );
  return playgroundPage(page, { title: "Agents", current: "agents", layout: "sidebar", main });
}

function agentRow({ id, description }: Agent, { standard, runs }: AgentsPage): TemplateResult {
  const count = runs.get(id) ?? 0;
  return html`<li>
    <a class="row-main" href=${urls.agent(id)}><code>${id}</code></a>
    <span class="row-text">${description}</span>
    <span class="row-end"
      >${id === standard ? html`<span class="tag">default</span> ` : ""}${count}
      ${count === 1 ? "run" : "runs"}</span
    >
  </li>`;
}
