import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { Agent, Skill } from "#runtime/agent/agent.ts";
import type { ExportedSpec } from "#runtime/agent/open-agent-spec/export-agent.ts";
import type { ListedSchedule } from "#runtime/agent/trigger/scheduler.ts";
import type { AgentOrigin } from "#runtime/agent/registry.ts";
import type { CatalogTool } from "#runtime/event/tool.ts";
import type { RunSummary } from "#runtime/state/summary.ts";
import { duration } from "#views/duration.ts";
import { factsList } from "#views/facts-list.ts";
import { icon } from "#views/icon.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { relativeTime } from "#views/relative-time.ts";
import { ruleRow } from "#views/rule-row.ts";
import { runStatus } from "#views/runs/run-status.ts";
import { toolList } from "#views/tools/tool-list.ts";
import { urls } from "#views/urls.ts";
import { agentSpec } from "./agent-spec.ts";
import { scheduleList } from "./schedule-list.ts";

export interface AgentPage extends PageFrame {
  readonly agent: Agent;
  /** Where its files are; absent for one of the configuration. */
  readonly origin?: AgentOrigin;
  /** Whether it was pushed or imported, so that it can be deleted from here. */
  readonly isPushed: boolean;
  /** The model that answers where nobody names another. */
  readonly model: string;
  /** The tools that it may use now. */
  readonly tools: readonly CatalogTool[];
  readonly schedules: readonly ListedSchedule[];
  readonly spec: ExportedSpec;
  /** Newest first. */
  readonly runs: readonly RunSummary[];
}

/** One agent as it is configured: what it is told, what it may use and spend, and what it did. */
export function agentPage(page: AgentPage): TemplateResult {
  const { agent, tools, runs, shell } = page;
  const main = pageMain(
    {
      title: agent.id,
      above: [{ name: "Agents", href: urls.agents() }],
      actions: html`<a class="button primary small" href=${urls.chat({ agent: agent.id })}
        >${icon("chat", "small")}Chat with it</a
      >`,
    },
    html`<section>
        ${agent.description === "" ? "" : html`<p class="lead" dir="auto">${agent.description}</p>`}
        ${facts(page)} ${notes(page)} ${page.isPushed ? deletion(agent) : ""}
      </section>
      <section>
        <h2>Prompt</h2>
        <pre class="code wrapped" tabindex="0" dir="auto">${agent.system_prompt}</pre>
        ${agent.skills.map(skill)}
      </section>
      <section>
        <h2>Tools</h2>
        ${
          tools.length === 0
            ? html`<p class="quiet">
                None: nothing fits ${agent.tools.join(", ") || "an empty list"}.
              </p>`
            : toolList(tools)
        }
      </section>
      ${scheduleList(page)} ${permissions(agent)} ${agentSpec(page.spec)}
      <section>
        <h2>Runs</h2>
        ${runs.length === 0 ? html`<p class="quiet">None yet.</p>` : runList(runs, shell.now)}
      </section>`,
  );
  return playgroundPage(page, { title: agent.id, current: "agents", layout: "sidebar", main });
}

function facts({ agent, model, origin }: AgentPage): TemplateResult {
  const { budget, context, settings } = agent;
  const chosen = Object.entries(settings).map(
    ([name, value]) =>
      `${name.replaceAll("_", " ")} ${Array.isArray(value) ? value.join(", ") : value}`,
  );
  return factsList([
    ["From", origin === undefined ? "uar.yaml" : `${origin.source}`, versionOf(origin)],
    ["Model", agent.model ?? model, agent.model === undefined ? "the default" : "its own"],
    ["Model settings", chosen.join(", ") || "the provider chooses"],
    ["Time", duration(budget.wall_time_ms), "of one run"],
    ["Tokens", budget.tokens.toLocaleString("en"), "of one run"],
    ["Tool calls", budget.tool_calls.toLocaleString("en"), "of one run"],
    ["Cost", budget.cost_usd === undefined ? "no limit" : `$${budget.cost_usd}`, "of one run"],
    [
      "Summary",
      `at ${Math.round(context.compact_at * 100)} % of the window`,
      `keeps the last ${context.keep_messages} messages`,
    ],
  ]);
}

function versionOf(origin: AgentOrigin | undefined): string | undefined {
  const version = origin?.loaded.version;
  return version === undefined ? undefined : `version ${version}`;
}

/** What its files ask for and do not get. */
function notes({ origin }: AgentPage): TemplateResult | string {
  const said = origin?.loaded.notes ?? [];
  if (said.length === 0) return "";
  return html`<ul class="quiet" aria-label="What its files ask for and do not get">
    ${said.map((note) => html`<li dir="auto">${note}</li>`)}
  </ul>`;
}

function deletion({ id }: Agent): TemplateResult {
  return html`<p class="quiet">
    It was pushed or imported. <a href=${urls.deleteAgent(id)}>Delete it</a>
  </p>`;
}

function skill(one: Skill): TemplateResult {
  const { title, instructions, keywords, patterns = [], schedules = [] } = one;
  const words = [...keywords, ...patterns, ...schedules];
  return html`<details class="fold">
    <summary>Skill ${title}, ${words.length === 0 ? "always" : `for ${words.join(", ")}`}</summary>
    <pre class="code wrapped" tabindex="0" dir="auto">${instructions}</pre>
  </details>`;
}

function permissions({ permissions: { mode, rules } }: Agent): TemplateResult {
  return html`<section>
    <h2>Permissions</h2>
    <p class="quiet">
      ${mode === undefined ? "It has no mode of its own." : `Its mode is ${mode}.`}
      ${rules.length === 0 ? "It has no rules of its own." : ""}
      <a href=${urls.permissions()}>Rules for all agents</a>
    </p>
    ${
      rules.length === 0
        ? ""
        : html`<table class="plain-table">
            <thead>
              <tr>
                <th scope="col">Says</th>
                <th scope="col">Of</th>
                <th scope="col">From</th>
              </tr>
            </thead>
            <tbody>
              ${rules.map((rule) => ruleRow({ ...rule, source: "agent" }))}
            </tbody>
          </table>`
    }
  </section>`;
}

function runList(runs: readonly RunSummary[], now: string): TemplateResult {
  return html`<ul class="rows">
    ${runs.map(
      ({ run_id, text, status, submitted_at }) =>
        html`<li>
          <span>${runStatus(status)}</span>
          <a class="row-main" href=${urls.run(run_id)} dir="auto">${text}</a>
          <time class="row-end" datetime=${submitted_at}>${relativeTime(submitted_at, now)}</time>
        </li>`,
    )}
  </ul>`;
}
