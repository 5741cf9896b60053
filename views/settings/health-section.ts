import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { factsList } from "#views/facts-list.ts";
import type { ServerFacts } from "./server-facts.ts";

/** Something that was looked at: as it should be, or what is wrong and what helps. */
export interface Finding {
  readonly title: string;
  readonly isGood: boolean;
  readonly detail: string;
  readonly href?: string;
}

export interface HealthSection {
  readonly version: string;
  readonly facts: Pick<ServerFacts, "node" | "platform" | "data" | "config" | "cold">;
  readonly findings: readonly Finding[];
  readonly sessions: number;
  readonly runs: number;
}

/** How this playground does: what to look at first, then what it runs on. */
export function healthSection(section: HealthSection): TemplateResult {
  const { version, facts, findings, sessions, runs } = section;
  const bad = findings.filter(({ isGood }) => !isGood);
  return html`<section>
      <h2>${bad.length === 0 ? "All is well" : `${bad.length} to look at`}</h2>
      <ul class="findings">
        ${[...bad, ...findings.filter(({ isGood }) => isGood)].map(finding)}
      </ul>
    </section>
    <section>
      <h2>What it runs on</h2>
      ${factsList([
        ["Version", version],
        ["Node", facts.node, facts.platform],
        ["Data", html`<code>${facts.data}</code>`],
        ["Configuration", html`<code>${facts.config ?? "uar.yaml, if there is one"}</code>`],
        ["Sessions", sessions.toLocaleString("en")],
        ["Runs", runs.toLocaleString("en")],
        ["States", facts.cold ? "folded anew at each look" : "kept, and folded on"],
      ])}
      <p class="quiet">
        For programs: <code>/livez</code> says that the process answers, <code>/readyz</code> that
        it takes work.
      </p>
    </section>`;
}

function finding({ title, isGood, detail, href }: Finding): TemplateResult {
  return html`<li>
    <i class="dot" data-status=${isGood ? "done" : "failed"}></i>
    <span
      ><b>${title}</b><span class="unseen">${isGood ? ", good" : ", needs a look"}</span>
      <small>${detail}</small></span
    >
    ${href === undefined || isGood ? "" : html`<a class="button small" href=${href}>Look</a>`}
  </li>`;
}
