import { html } from "@lit-labs/ssr";
import { nothing, type TemplateResult } from "lit/html.js";

import type { Effect } from "#runtime/event/shared.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import { icon } from "./icon.ts";
import { type PageFrame, playgroundPage } from "./playground-page.ts";
import { relativeTime } from "./relative-time.ts";
import { decisionIcon, decisionWords } from "./run/approval-part.ts";
import { questionCard } from "./run/question-card.ts";
import { toolLabel } from "./run/tool-call-words.ts";
import { urls } from "./urls.ts";

/** A question with the session that it comes from. */
export interface ListedApproval {
  readonly approval: ApprovalState;
  /** Where the question stands. */
  readonly place: string;
  readonly session_title: string;
  readonly effect: Effect | undefined;
}

export interface ApprovalsPage extends PageFrame {
  /** Oldest first. */
  readonly waiting: readonly ListedApproval[];
  /** Newest first; absent where those that wait are shown. */
  readonly answered?: readonly ListedApproval[];
}

/** The questions to a person over all sessions. Each has its own answer: there is no "all". */
export function approvalsPage(page: ApprovalsPage): TemplateResult {
  const { waiting, answered } = page;
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
      <nav class="approval-tabs" aria-label="Approvals">
        ${tab("Waiting", urls.approvals(), answered === undefined)}
        ${tab("Answered", urls.approvals({ state: "answered" }), answered !== undefined)}
      </nav>
      ${answered === undefined ? waitingList(waiting) : answeredList(answered, page.shell.now)}
    </div>
  </main>`;
  return playgroundPage(page, {
    title: "Approvals",
    current: "approvals",
    layout: "sidebar",
    main,
  });
}

function tab(name: string, href: string, isCurrent: boolean): TemplateResult {
  return html`<a class="button small" href=${href} aria-current=${isCurrent ? "page" : nothing}
    >${name}</a
  >`;
}

function waitingList(waiting: readonly ListedApproval[]): TemplateResult {
  if (waiting.length === 0) return nothingWaits();
  return html`<ul class="approval-list">
    ${waiting.map(question)}
  </ul>`;
}

function answeredList(answered: readonly ListedApproval[], now: string): TemplateResult {
  if (answered.length === 0) {
    return html`<section class="nothing">
      <h2>No question has its answer yet</h2>
      <p>What you allow or deny is kept here, with the run that asked.</p>
    </section>`;
  }
  return html`<ul class="approval-list answered">
    ${answered.map((listed) => answeredRow(listed, now))}
  </ul>`;
}

function answeredRow({ approval, place, session_title }: ListedApproval, now: string) {
  const { decided_at = approval.at, decided_by, reason } = approval;
  const by = decided_by === undefined || decided_by === "person" ? "" : ` by the ${decided_by}`;
  return html`<li>
    ${decisionIcon(approval)}
    <span>
      <a href=${place}>${toolLabel(approval.tool)}</a> ${decisionWords(approval)}${by}
      ${reason === undefined ? "" : html`<small dir="auto">“${reason}”</small>`}
      <small dir="auto">${session_title === "" ? "Untitled" : session_title}</small>
    </span>
    <a href=${urls.run(approval.run_id)}>Inspect run</a>
    <time datetime=${decided_at}>${relativeTime(decided_at, now)}</time>
  </li>`;
}

function question({ approval, place, session_title, effect }: ListedApproval): TemplateResult {
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
