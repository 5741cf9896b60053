import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { Effect } from "#runtime/event/shared.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import { icon } from "./icon.ts";
import { type PageFrame, playgroundPage } from "./playground-page.ts";
import { questionCard } from "./run/question-card.ts";
import { urls } from "./urls.ts";

/** A question that waits, with the session that it comes from. */
export interface WaitingApproval {
  readonly approval: ApprovalState;
  /** The question in its conversation. */
  readonly place: string;
  readonly session_title: string;
  readonly effect: Effect | undefined;
}

export interface ApprovalsPage extends PageFrame {
  /** Oldest first. */
  readonly waiting: readonly WaitingApproval[];
}

/** Every question that waits for a person, over all sessions. Each has its own answer: there is no "all". */
export function approvalsPage(page: ApprovalsPage): TemplateResult {
  const { waiting } = page;
  const main = html`<main id="main" tabindex="-1" class="list-page">
    <header class="chat-header">
      <button class="button ghost square menu-button" popovertarget="side" aria-label="Menu">
        ${icon("menu")}
      </button>
      <h1>Approvals</h1>
      <span class="chat-meta">${waiting.length} waiting</span>
      <a class="button ghost small" href=${urls.permissions()}>Permissions</a>
    </header>
    <div class="list-scroller" tabindex="0">
      ${
        waiting.length === 0
          ? nothingWaits()
          : html`<ul class="approval-list">
              ${waiting.map(question)}
            </ul>`
      }
    </div>
  </main>`;
  return playgroundPage(page, {
    title: "Approvals",
    current: "approvals",
    layout: "sidebar",
    main,
  });
}

function question({ approval, place, session_title, effect }: WaitingApproval): TemplateResult {
  return html`<li>
    <p class="approval-place">
      <a href=${place}>${session_title === "" ? "Untitled" : session_title}</a>
      <a href=${urls.run(approval.run_id)}>Inspect run</a>
    </p>
    ${questionCard(approval, { mode: "live", effect })}
  </li>`;
}

function nothingWaits(): TemplateResult {
  return html`<section class="nothing">
    <h2>Nothing waits for you</h2>
    <p>
      A tool that changes something asks here before it runs, unless a rule allows it. The scripted
      run "A write that needs your approval" shows how that looks.
    </p>
    <a class="button" href=${urls.chat()}>${icon("plus", "small")}New session</a>
  </section>`;
}
