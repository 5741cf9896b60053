import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { icon, type IconName } from "#views/icon.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";

/** Every page that the bar of small screens has no room for. */
export function morePage(page: PageFrame): TemplateResult {
  const main = pageMain(
    { title: "More" },
    html`<ul class="more">
      ${PLACES.map(
        ({ name, icon: mark, href, words }) =>
          html`<li>
            <a href=${href}
              >${icon(mark)}<span>${name}<small>${words}</small></span></a
            >
          </li>`,
      )}
    </ul>`,
  );
  return playgroundPage(page, { title: "More", current: "more", layout: "sidebar", main });
}

interface MorePlace {
  readonly name: string;
  readonly icon: IconName;
  readonly href: string;
  readonly words: string;
}

const PLACES: readonly MorePlace[] = [
  { name: "Go to", icon: "search", href: urls.go(), words: "One box for everything" },
  { name: "Sessions", icon: "chat", href: urls.sessions(), words: "Search, rename, archive" },
  { name: "Compare", icon: "compare", href: urls.compare(), words: "Two runs side by side" },
  { name: "Agents", icon: "agent", href: urls.agents(), words: "Who can be asked" },
  { name: "Tools", icon: "tool", href: urls.tools(), words: "Servers, health, try one" },
  { name: "Skills", icon: "book", href: urls.skills(), words: "What agents can read, and scripts" },
  { name: "Permissions", icon: "key", href: urls.permissions(), words: "What runs without asking" },
  { name: "Tasks", icon: "tasks", href: urls.tasks(), words: "Attempts, what depends on what" },
  { name: "Artifacts", icon: "file", href: urls.artifacts(), words: "What runs made" },
  {
    name: "Memory",
    icon: "memory",
    href: urls.memory(),
    words: "What agents keep, and forgetting",
  },
  { name: "Lab", icon: "play", href: urls.labs(), words: "Scripted runs, no key needed" },
  { name: "Docs", icon: "book", href: urls.docs(), words: "Guides, events, components" },
  {
    name: "Settings",
    icon: "settings",
    href: urls.settings(),
    words: "Keys, models, theme, health",
  },
];
