import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { AgentProblem } from "#runtime/agent/agent-problem.ts";
import type { BrokenAgent } from "#runtime/agent/agent-source.ts";
import type { Agent } from "#runtime/agent/agent.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";
import { importAgentForm, type ImportedAgent, type RefusedImport } from "./import-agent-form.ts";

/** An agent that can be asked, and where it comes from. */
export interface ListedAgent extends Pick<Agent, "id" | "description"> {
  /** Its folder's title; absent, the configuration. */
  readonly source?: string;
}

/** An agent whose files do not fit. */
export interface BrokenListing extends BrokenAgent {
  readonly source: string;
}

export interface AgentsPage extends PageFrame {
  /** Those that fit what was looked for, as many as are listed. */
  readonly agents: readonly ListedAgent[];
  /** How many there are of them. */
  readonly count: number;
  readonly search: string;
  readonly broken: readonly BrokenListing[];
  /** The agent that answers when nobody chose another. */
  readonly standard: string;
  /** Runs on record, by agent. */
  readonly runs: ReadonlyMap<string, number>;
  /** What became of the file that this page answers to. */
  readonly imported?: ImportedAgent | RefusedImport;
}

/** Every agent that can be asked. */
export function agentsPage(page: AgentsPage): TemplateResult {
  const { agents, count, search, broken } = page;
  const meta = `${count} ${count === 1 ? "agent" : "agents"}`;
  const main = pageMain(
    { title: "Agents", meta, actions: reloadForm() },
    html`${broken.length === 0 ? "" : brokenAgents(broken)}
      <section>
        ${count > agents.length || search !== "" ? searchForm(search) : ""}
        <ul class="rows">
          ${agents.map((agent) => agentRow(agent, page))}
        </ul>
        <p class="quiet">
          Agents come from <code>agents</code> in <code>uar.yaml</code>, whose first one is the
          default, and from folders with an <code>agent.yaml</code>.
          ${agents.length < count ? `The first ${agents.length} are listed.` : ""}
        </p>
      </section>
      ${importAgentForm(page.imported)}`,
  );
  return playgroundPage(page, { title: "Agents", current: "agents", layout: "sidebar", main });
}

/** What is wrong with the files of agents, and what answers meanwhile. */
function brokenAgents(broken: readonly BrokenListing[]): TemplateResult {
  return html`<section>
    <h2>${broken.length === 1 ? "1 agent is broken" : `${broken.length} agents are broken`}</h2>
    <ul class="findings">
      ${broken.map(
        ({ id, source, isKept, problems }) =>
          html`<li>
            <i class="dot" data-status="failed"></i>
            <span
              ><b><code>${id}</code></b>
              <small
                >in ${source}.
                ${isKept ? "Its last good version answers." : "It cannot be asked."}</small
              >
              ${problems.map((problem) => html`<small dir="auto">${problemWords(problem)}</small>`)}</span
            >
          </li>`,
      )}
    </ul>
  </section>`;
}

function problemWords({ file, line, field, message, fix }: AgentProblem): string {
  const place = [file, line === undefined ? "" : `line ${line}`, field ?? ""];
  return `${place.filter((part) => part !== "").join(", ")}: ${message}; ${fix}`;
}

function reloadForm(): TemplateResult {
  return html`<form method="post" action=${urls.reloadAgents()}>
    <button class="button small">Reload</button>
  </form>`;
}

function searchForm(search: string): TemplateResult {
  return html`<form method="get" action=${urls.agents()} role="search" aria-label="Agents">
    <input
      class="field"
      type="search"
      name="q"
      value=${search}
      aria-label="Find an agent by name"
    />
    <button class="button small">Find</button>
  </form>`;
}

function agentRow(
  { id, description, source }: ListedAgent,
  { standard, runs }: AgentsPage,
): TemplateResult {
  const count = runs.get(id) ?? 0;
  return html`<li>
    <a class="row-main" href=${urls.agent(id)}><code>${id}</code></a>
    <span class="row-text">${description}</span>
    <span class="row-end"
      >${source === undefined ? "" : html`<small class="quiet">${source}</small> `}${id === standard ? html`<span class="tag">default</span> ` : ""}${count}
      ${count === 1 ? "run" : "runs"}</span
    >
  </li>`;
}
