import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";

export interface DeleteAgentPage extends PageFrame {
  readonly agent: string;
  /** Whether the agent itself is gone, and only what it remembers is left. */
  readonly isGone: boolean;
  /** Whether there is anything that it remembers. */
  readonly remembers: boolean;
}

/** Asks before a pushed agent is deleted, and says what stays. */
export function deleteAgentPage(page: DeleteAgentPage): TemplateResult {
  const { agent, isGone, remembers } = page;
  const title = isGone ? `Delete what ${agent} remembers?` : `Delete ${agent}?`;
  const main = pageMain(
    { title, above: [{ name: "Agents", href: urls.agents() }] },
    html`${isGone ? goneWords(agent) : deletedWords()}
      <form class="arguments-form" method="post" action=${urls.deleteAgent(agent)}>
        ${isGone ? html`<input type="hidden" name="memory" value="delete" />` : ""}
        ${remembers && !isGone ? memoryChoice(agent) : ""}
        <div class="send-row">
          <button class="button primary">Delete</button>
          <a class="button" href=${isGone ? urls.memories(agent) : urls.agent(agent)}>Keep it</a>
        </div>
      </form>`,
  );
  return playgroundPage(page, { title, current: "agents", layout: "sidebar", main });
}

function deletedWords(): TemplateResult {
  return html`<p>
    Its files are deleted, and nobody can ask it any more. Its runs stay on record; one that goes on
    ends with the agent as it was.
  </p>`;
}

function goneWords(agent: string): TemplateResult {
  return html`<p>
    The agent is gone already. <a href=${urls.memories(agent)}>What it remembers</a> stayed, and the
    next agent of this name would have it.
  </p>`;
}

function memoryChoice(agent: string): TemplateResult {
  return html`<div class="send-row">
      <label
        ><input type="checkbox" name="memory" value="delete" aria-describedby="memory-hint" />
        Delete what it remembers, too</label
      >
    </div>
    <p class="quiet" id="memory-hint">
      Otherwise its memory files stay, and the next agent of this name has them.
      <a href=${urls.memories(agent)}>Look at them</a>
    </p>`;
}
