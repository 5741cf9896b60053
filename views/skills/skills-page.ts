import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { ListedSkill } from "#runtime/control/skills.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";

export interface SkillsPage extends PageFrame {
  readonly skills: readonly ListedSkill[];
  /** The skills that agents bring in their own folders. */
  readonly own: readonly { readonly agent: string; readonly skills: readonly string[] }[];
}

/** Every skill in a folder, what brings it in and who has it; below, those of single agents. */
export function skillsPage(page: SkillsPage): TemplateResult {
  const { skills, own } = page;
  const main = pageMain(
    { title: "Skills", meta: `${skills.length} in folders` },
    html`<section>
        ${
          skills.length === 0
            ? html`<p class="quiet">
                None yet. Put a folder with a <code>SKILL.md</code> into <code>skills</code> of the
                data folder, and name it under <code>skill_folders</code> of an agent.
              </p>`
            : html`<ul class="rows">
                ${skills.map(row)}
              </ul>`
        }
      </section>
      ${
        own.length === 0
          ? ""
          : html`<section>
              <h2>Skills of single agents</h2>
              <ul class="rows">
                ${own.map(
                  ({ agent, skills: names }) =>
                    html`<li>
                      <a class="row-main" href=${urls.agent(agent)}>${agent}</a>
                      <span class="row-text" dir="auto">${names.join(", ")}</span>
                    </li>`,
                )}
              </ul>
            </section>`
      }`,
  );
  return playgroundPage(page, { title: "Skills", current: "skills", layout: "sidebar", main });
}

function row({ id, description, agents }: ListedSkill): TemplateResult {
  return html`<li>
    <a class="row-main" href=${urls.skill(id)}>${id}</a>
    <span class="row-text" dir="auto">${description}</span>
    <span class="row-end">${agents.length === 0 ? "no agent has it" : agents.join(", ")}</span>
  </li>`;
}
