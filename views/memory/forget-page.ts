import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { MemoryEntry } from "#runtime/memory/memory-entry.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";

export interface ForgetPage extends PageFrame {
  readonly agent: string;
  readonly entry: MemoryEntry;
}

/** Asks before something is forgotten. */
export function forgetPage(page: ForgetPage): TemplateResult {
  const { agent, entry } = page;
  const above = [
    { name: "Memory", href: urls.memory() },
    { name: agent, href: urls.memories(agent) },
  ];
  const main = pageMain(
    { title: "Forget this?", above },
    html`<blockquote dir="auto">${entry.text}</blockquote>
      <p>It is taken out of the file of ${agent}, and no later run is told of it.</p>
      <form class="send-row" method="post" action=${urls.forgetMemory(agent, entry.id)}>
        <button class="button primary">Forget</button>
        <a class="button" href=${urls.memories(agent)}>Keep it</a>
      </form>`,
  );
  const title = "Forget this?";
  return playgroundPage(page, { title, current: "memory", layout: "sidebar", main });
}
