import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";

/** An agent with a memory. */
export interface RememberingAgent {
  readonly agent: string;
  readonly entries: number;
  /** Whether it can remember now, or only did once. */
  readonly remembers: boolean;
  /** Whether there is no agent of that name any more. */
  readonly isGone: boolean;
}

export interface MemoryPage extends PageFrame {
  readonly agents: readonly RememberingAgent[];
}

/** The agents that remember anything, or may. */
export function memoryPage(page: MemoryPage): TemplateResult {
  const { agents } = page;
  const main = pageMain(
    { title: "Memory" },
    agents.length === 0
      ? html`<p class="quiet">
            No agent has a long-term memory. Give one <code>memory: { long_term: {} }</code>, and it
            keeps decisions, preferences and facts as Markdown files.
          </p>
          <p><a class="button" href=${urls.agents()}>Agents</a></p>`
      : html`<ul class="rows">
          ${agents.map(row)}
        </ul>`,
  );
  return playgroundPage(page, { title: "Memory", current: "memory", layout: "sidebar", main });
}

function row({ agent, entries, ...standing }: RememberingAgent): TemplateResult {
  return html`<li>
    <a class="row-main" href=${urls.memories(agent)}>${agent}</a>
    <span class="row-text">${standingWords(standing)}</span>
    <span class="row-end">${entries} ${entries === 1 ? "entry" : "entries"}</span>
  </li>`;
}

function standingWords({ remembers, isGone }: Pick<RememberingAgent, "remembers" | "isGone">) {
  if (remembers) return "";
  return isGone ? "The agent is gone" : "Its long-term memory is off now";
}
