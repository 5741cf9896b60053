import { html } from "@lit-labs/ssr";
import { nothing, type TemplateResult } from "lit/html.js";

import type { SessionEntry } from "#runtime/control/sessions.ts";
import { sessionMenu } from "./chat/session-menu.ts";
import { icon } from "./icon.ts";
import { type LostThread, lostThreads } from "./lost-threads.ts";
import { type PageFrame, playgroundPage } from "./playground-page.ts";
import { relativeTime } from "./relative-time.ts";
import { urls } from "./urls.ts";

export interface SessionsPage extends PageFrame {
  /** Pinned first, then the newest. */
  readonly sessions: readonly SessionEntry[];
  readonly has_more: boolean;
  readonly query: string;
  readonly archived: boolean;
  /** Those that cannot be among them as they were. */
  readonly lost: readonly LostThread[];
}

/** Sessions that say the words of a search, or those in the archive, each with its menu. */
export function sessionsPage(page: SessionsPage): TemplateResult {
  const { sessions, query, archived } = page;
  const main = html`<main id="main" tabindex="-1" class="list-page">
    <header class="chat-header">
      <button class="button ghost square menu-button" popovertarget="side" aria-label="Menu">
        ${icon("menu")}
      </button>
      <h1>Sessions</h1>
      <span class="chat-meta">${countWords(page)}</span>
    </header>
    <div class="list-scroller" tabindex="0">
      <form class="session-search" action=${urls.sessions()}>
        <label class="unseen" for="session-query">Words in titles and questions</label>
        <input id="session-query" type="search" name="q" value=${query} placeholder="Search" />
        <label
          ><input type="checkbox" name="archived" value="only" ?checked=${archived} />Archive</label
        >
        <button class="button">Search</button>
      </form>
      ${lostThreads(page.lost)}
      ${
        sessions.length === 0
          ? nothingFound(page)
          : html`<ul class="session-rows">
              ${sessions.map((session) => row(session, page))}
            </ul>`
      }
    </div>
  </main>`;
  return playgroundPage(page, { title: "Sessions", current: "chat", layout: "sidebar", main });
}

function countWords({ sessions, has_more }: SessionsPage): string {
  return has_more ? `The first ${sessions.length}` : String(sessions.length);
}

function row(session: SessionEntry, { shell }: SessionsPage): TemplateResult {
  const { session_id, title, match, pinned, updated_at } = session;
  return html`<li>
    <a href=${urls.session(session_id)}>${title === "" ? "Untitled" : title}</a>
    <span class="session-facts">
      ${pinned ? "Pinned · " : nothing}<time datetime=${updated_at}
        >${relativeTime(updated_at, shell.now)}</time
      >
    </span>
    ${sessionMenu(session, shell.path)}
    ${match?.where === "question" ? html`<p dir="auto">${match.excerpt}</p>` : nothing}
  </li>`;
}

function nothingFound({ query, archived }: SessionsPage): TemplateResult {
  const place = archived ? "in the archive" : "outside the archive";
  return html`<section class="nothing">
    <h2>Nothing found</h2>
    <p>${query === "" ? `No session stands ${place}.` : `No session ${place} says "${query}".`}</p>
    <a class="button" href=${urls.sessions(archived ? {} : { archived: "only" })}>
      ${archived ? "Show all others" : "Look in the archive"}
    </a>
  </section>`;
}
