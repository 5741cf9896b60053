import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { icon } from "#views/icon.ts";
import { urls } from "#views/urls.ts";

/** What the menu of a session shows of it. */
export interface SessionShell {
  readonly session_id: string;
  /** The branch that the menu is about. */
  readonly thread_id: string;
  readonly title: string;
  readonly pinned: boolean;
  readonly archived: boolean;
}

const TITLE_MAX_CHARS = 200;

/** Names, pins, puts away and shortens a session. Plain forms; each leads back to where it was sent from. */
export function sessionMenu(session: SessionShell, next: string): TemplateResult {
  const action = urls.sessionSettings(session.session_id);
  return html`<details class="session-menu">
    <summary class="button ghost small square" aria-label="Edit session">
      ${icon("edit", "small")}
    </summary>
    <div class="session-forms">
      <form method="post" action=${action}>
        <input type="hidden" name="next" value=${next} />
        <label class="unseen" for="title-${session.session_id}">Title</label>
        <input
          id="title-${session.session_id}"
          name="title"
          required
          maxlength=${TITLE_MAX_CHARS}
          value=${session.title}
        />
        <button class="button small">Rename</button>
      </form>
      <form method="post" action=${action}>
        <input type="hidden" name="next" value=${next} />
        <button class="button small" name="pinned" value=${session.pinned ? "no" : "yes"}>
          ${session.pinned ? "Unpin" : "Pin"}
        </button>
        <button class="button small" name="archived" value=${session.archived ? "no" : "yes"}>
          ${session.archived ? "Take out of the archive" : "Archive"}
        </button>
      </form>
      <form method="post" action=${urls.compact(session.session_id)}>
        <input type="hidden" name="thread_id" value=${session.thread_id} />
        <button
          class="button small"
          title="The agent goes on with a summary; every message stays here to read"
        >
          Summarise earlier messages
        </button>
      </form>
      <a class="button small" href=${urls.branches(session.session_id)}>Branches</a>
    </div>
  </details>`;
}
