import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { SkillDetails } from "#runtime/control/skills.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { type Trial, trialView } from "#views/tools/trial-view.ts";
import { urls } from "#views/urls.ts";
import { scriptForm } from "./script-form.ts";

export interface SkillPage extends PageFrame {
  readonly skill: SkillDetails;
  /** The file that is read, where the address names one. */
  readonly file?: { readonly path: string; readonly text: string };
  /** The call by hand that the address names. */
  readonly trial?: Trial;
  /** What was wrong with a call that was sent. */
  readonly problem?: string;
  readonly idempotency_key: string;
}

const ABOVE = [{ name: "Skills", href: urls.skills() }];

/** One skill: what it says, its files, a chat with it, and its scripts to run. */
export function skillPage(page: SkillPage): TemplateResult {
  const { skill, file, trial } = page;
  const main = pageMain(
    { title: skill.id, above: ABOVE },
    html`<section>
        <p class="lead" dir="auto">${skill.description}</p>
        ${facts(skill)}
      </section>
      <section>
        <h2>${file === undefined ? "Instructions" : file.path}</h2>
        <pre class="code wrapped" tabindex="0" dir="auto">${file?.text ?? skill.instructions}</pre>
        ${file === undefined ? "" : html`<p><a href=${urls.skill(skill.id)}>Instructions</a></p>`}
        ${files(skill)}
      </section>
      <section>
        <h2>Try it</h2>
        ${skill.agents.length === 0 ? noAgent() : html`${chatForm(page)} ${scripts(page)}`}
      </section>
      ${trial === undefined ? "" : trialView(trial)}`,
  );
  return playgroundPage(page, { title: skill.id, current: "skills", layout: "sidebar", main });
}

function facts({
  tag,
  tags,
  keywords,
  patterns,
  schedules,
  servers,
  agents,
}: SkillDetails): TemplateResult {
  const rows: readonly (readonly [string, string])[] = [
    ["Tags", [tag, ...tags].map((each) => `#${each}`).join(", ")],
    ["Words", keywords.join(", ") || "none"],
    ["Patterns", patterns.join(", ") || "none"],
    ["Times", schedules.join(", ") || "none"],
    ["MCP servers", servers.join(", ") || "none"],
    ["Agents", agents.join(", ") || "none"],
  ];
  return html`<dl class="facts">
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function files({ id, files: paths }: SkillDetails): TemplateResult | string {
  if (paths.length === 0) return "";
  return html`<ul class="rows" aria-label="Files">
    ${paths.map((path) => html`<li><a href=${urls.skill(id, { file: path })}>${path}</a></li>`)}
  </ul>`;
}

function noAgent(): TemplateResult {
  return html`<p class="quiet">
    No agent has this skill. Name it under <code>skill_folders</code> of an agent to try it.
  </p>`;
}

/** The tag in the message brings the skill in. */
function chatForm({ skill, idempotency_key }: SkillPage): TemplateResult {
  return html`<form class="arguments-form" method="post" action=${urls.newTurn()}>
    <label class="field">
      <span class="field-label">Message</span>
      <textarea name="message" rows="2" dir="auto" required>#${skill.tag} </textarea>
    </label>
    <div class="send-row">
      <input type="hidden" name="idempotency_key" value="${idempotency_key}-chat" />
      <button class="button primary">Ask in a new chat</button>
      ${agentChoice(skill.agents)}
    </div>
  </form>`;
}

function scripts({ skill, problem, idempotency_key }: SkillPage): TemplateResult | string {
  if (skill.scripts.length === 0) return "";
  if (!skill.runs_scripts) {
    return html`<p class="quiet">
      Its scripts do not run here: name <code>run_skill_script</code> under
      <code>tools.builtin</code> of <code>uar.yaml</code>.
      <a href=${urls.settings("limits")}>What this machine can</a>
    </p>`;
  }
  return html`<h3>Scripts</h3>
    ${problem === undefined ? "" : html`<p role="alert" class="problem">${problem}</p>`}
    ${scriptForm(skill, { key: idempotency_key, agents: agentChoice(skill.agents) })}`;
}

function agentChoice(agents: readonly string[]): TemplateResult {
  const [only] = agents;
  if (agents.length === 1 && only !== undefined) {
    return html`<input type="hidden" name="agent" value=${only} /><small>as ${only}</small>`;
  }
  return html`<label
    >as
    <select name="agent">
      ${agents.map((id) => html`<option value=${id}>${id}</option>`)}
    </select></label
  >`;
}
