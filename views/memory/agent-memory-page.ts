import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { WrittenMemory } from "#runtime/control/memories.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { type Rememberable, rememberForm } from "./remember-form.ts";
import { relativeTime } from "#views/relative-time.ts";
import { urls } from "#views/urls.ts";

export interface AgentMemoryPage extends PageFrame {
  readonly agent: string;
  /** Whether there is no agent of that name any more, and this is what is left of it. */
  readonly isGone: boolean;
  readonly query: string;
  readonly memories: readonly WrittenMemory[];
  /** How many match, and how many there are. */
  readonly found: number;
  readonly total: number;
  readonly rememberable: Rememberable;
}

const ABOVE = [{ name: "Memory", href: urls.memory() }];

/** What one agent remembers, with the run that wrote each. */
export function agentMemoryPage(page: AgentMemoryPage): TemplateResult {
  const { agent, isGone, query, memories, found, total } = page;
  const main = pageMain(
    { title: agent, above: ABOVE, meta: `${total} ${total === 1 ? "entry" : "entries"}` },
    html`<form class="send-row" action=${urls.memories(agent)} role="search" aria-label="Memory">
        <label for="memory-query">Search its memory</label>
        <input id="memory-query" type="search" name="q" value=${query} maxlength="500" />
        <button class="button small">Search</button>
      </form>
      ${list(page)}
      ${
        found > memories.length
          ? html`<p class="quiet">${found - memories.length} more; search to narrow them down.</p>`
          : ""
      }
      ${isGone ? goneWords(agent) : rememberForm(agent, page.rememberable)}`,
  );
  const title = `Memory of ${agent}`;
  return playgroundPage(page, { title, current: "memory", layout: "sidebar", main });
}

function goneWords(agent: string): TemplateResult {
  return html`<p class="quiet">
    The agent is gone; the next one of this name has what stands here.
    <a href=${urls.deleteAgent(agent)}>Delete it all</a>
  </p>`;
}

function list({ agent, query, memories, shell }: AgentMemoryPage): TemplateResult {
  if (memories.length > 0) {
    return html`<ul class="rows">
      ${memories.map((entry) => row(agent, entry, shell.now))}
    </ul>`;
  }
  return query === ""
    ? html`<p class="quiet">
        It remembers nothing yet. It writes here with the tool remember, and so can you.
      </p>`
    : html`<p class="quiet">
        Nothing about “${query}”. <a href=${urls.memories(agent)}>Show everything</a>
      </p>`;
}

function row(agent: string, entry: WrittenMemory, now: string): TemplateResult {
  const { id, kind, topic, text, at, written } = entry;
  return html`<li>
    <span><span class="tag">${kind}</span> ${topic ?? ""}</span>
    <span dir="auto">${text}</span>
    <span class="row-end"
      ><time datetime=${at}>${relativeTime(at, now)}</time>
      ${
        written === undefined
          ? "no known run"
          : html`<a href=${urls.event(written.run_id, written.sequence)}
              >Event ${written.sequence}</a
            >`
      }
      <a href=${urls.forgetMemory(agent, id)} aria-label=${`Forget: ${text}`}>Forget</a></span
    >
  </li>`;
}
