import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { PermissionMode } from "#runtime/event/permission.ts";
import type { RememberedRule } from "#runtime/permission/remembered-rules.ts";
import type { SourcedRule } from "#runtime/permission/rule.ts";
import type { ThreadSummary } from "#runtime/state/summary.ts";
import { icon } from "./icon.ts";
import { MODE_WORDS } from "./mode-words.ts";
import { type PageFrame, playgroundPage } from "./playground-page.ts";
import { relativeTime } from "./relative-time.ts";
import { ruleRow } from "./rule-row.ts";
import { urls } from "./urls.ts";

/** The rules of one agent, which count beside those for all. */
export interface AgentRules {
  readonly agent: string;
  readonly mode?: PermissionMode;
  readonly rules: readonly SourcedRule[];
}

export interface PermissionsPage extends PageFrame {
  readonly mode: PermissionMode;
  /** Those that count for every agent, without the remembered ones. */
  readonly rules: readonly SourcedRule[];
  readonly agents: readonly AgentRules[];
  readonly remembered: readonly RememberedRule[];
  /** The sessions in which a person allowed tools. */
  readonly sessions: readonly AllowingSession[];
}

export type AllowingSession = Pick<
  ThreadSummary,
  "session_id" | "thread_id" | "title" | "allowances"
>;

/** What may be done without asking, in the order in which it counts, and what was remembered. */
export function permissionsPage(page: PermissionsPage): TemplateResult {
  const main = html`<main id="main" tabindex="-1" class="list-page">
    <header class="chat-header">
      <button class="button ghost square menu-button" popovertarget="side" aria-label="Menu">
        ${icon("menu")}
      </button>
      <h1>Permissions</h1>
      <span class="chat-meta">mode ${page.mode}</span>
      <a class="button ghost small" href=${urls.approvals()}>Approvals</a>
    </header>
    <div class="list-scroller" tabindex="0">
      <div class="permissions">
        <section>
          <h2>Rules for all agents</h2>
          <p>
            What denies counts first, then what asks, then the mode. Where the mode would ask, what
            allows answers for you.
          </p>
          ${ruleTable(page.rules, page.mode)}
        </section>
        ${page.agents.map(agentRules)} ${remembered(page)} ${page.sessions.map(allowed)}
      </div>
    </div>
  </main>`;
  return playgroundPage(page, {
    title: "Permissions",
    current: "approvals",
    layout: "sidebar",
    main,
  });
}

function agentRules({ agent, mode, rules }: AgentRules): TemplateResult {
  return html`<section>
    <h2>Rules for ${agent}</h2>
    ${ruleTable(rules, mode)}
  </section>`;
}

function ruleTable(
  rules: readonly SourcedRule[],
  mode: PermissionMode | undefined,
): TemplateResult {
  const that = (verdict: SourcedRule["verdict"]) => {
    return rules.filter((rule) => rule.verdict === verdict).map(ruleRow);
  };
  return html`<table class="rules">
    <thead>
      <tr>
        <th scope="col">Says</th>
        <th scope="col">Of</th>
        <th scope="col">From</th>
      </tr>
    </thead>
    <tbody>
      ${that("deny")} ${that("ask")} ${mode === undefined ? "" : modeRow(mode)} ${that("allow")}
    </tbody>
  </table>`;
}

function modeRow(mode: PermissionMode): TemplateResult {
  return html`<tr data-verdict="mode">
    <td>mode ${mode}</td>
    <td>${MODE_WORDS[mode]}</td>
    <td>uar.yaml</td>
  </tr>`;
}

function remembered({ remembered: rules, shell }: PermissionsPage): TemplateResult {
  return html`<section>
    <h2>Remembered</h2>
    ${
      rules.length === 0
        ? html`<p>Nothing yet. "Always allow" on a question puts a rule here.</p>`
        : html`<ul class="remembered">
            ${rules.map((rule) => rememberedRule(rule, shell.now))}
          </ul>`
    }
  </section>`;
}

function rememberedRule(rule: RememberedRule, now: string): TemplateResult {
  const { id, verdict, match, created_at, run_id } = rule;
  return html`<li>
    <span>${verdict} <code>${match}</code></span>
    <a href=${urls.run(run_id)}>
      answered <time datetime=${created_at}>${relativeTime(created_at, now)}</time>
    </a>
    <form method="post" action=${urls.removeRule(id)}>
      <button class="button small" aria-label="Remove the rule for ${match}">Remove</button>
    </form>
  </li>`;
}

function allowed({ session_id, thread_id, title, allowances }: AllowingSession): TemplateResult {
  return html`<section>
    <h2>
      Allowed in session
      <a href=${urls.session(session_id)}>${title === "" ? "Untitled" : title}</a>
    </h2>
    <ul class="remembered">
      ${allowances.map(
        (tool) =>
          html`<li>
            <span>allow <code>${tool}</code></span>
            <form method="post" action=${urls.removeAllowance(thread_id)}>
              <input type="hidden" name="tool" value=${tool} />
              <button class="button small" aria-label="Ask again for ${tool} in this session">
                Remove
              </button>
            </form>
          </li>`,
      )}
    </ul>
  </section>`;
}
