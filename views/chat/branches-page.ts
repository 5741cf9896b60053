import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { ThreadSummary } from "#runtime/state/summary.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { relativeTime } from "#views/relative-time.ts";
import { urls } from "#views/urls.ts";

export interface BranchesPage extends PageFrame {
  readonly session_id: string;
  /** The session's title; empty when it has none. */
  readonly title: string;
  /** The branch that the session shows where nobody names one. */
  readonly active_thread_id: string;
  /** All branches of the session, the first one first. */
  readonly branches: readonly ThreadSummary[];
}

/** The branches of a session, those that are hidden too: the only place that leads back to them. */
export function branchesPage(page: BranchesPage): TemplateResult {
  const { session_id, title, branches } = page;
  const session = title === "" ? "Untitled" : title;
  const main = pageMain(
    {
      title: "Branches",
      above: [{ name: session, href: urls.session(session_id) }],
      meta: String(branches.length),
    },
    html`<section class="card">
      <ul class="rows">
        ${branches.map((branch) => row(page, branch))}
      </ul>
    </section>`,
  );
  const frame = { title: `Branches of ${session}`, session: session_id };
  return playgroundPage(page, { ...frame, current: "chat", layout: "sidebar", main });
}

function row(page: BranchesPage, branch: ThreadSummary): TemplateResult {
  const { thread_id, forked_from, updated_at } = branch;
  const words = branch.runs.at(-1)?.text ?? "No message of its own yet";
  const place = urls.session(page.session_id, { b: thread_id });
  const from = forked_from === undefined ? "The first one" : `Leaves at ${forked_from.sequence}`;
  return html`<li>
    <span class="row-text">${from} ${mark(page, branch)}</span>
    <a class="row-main" dir="auto" href=${place}>${words}</a>
    <span class="row-end">
      ${branch.hidden === true ? showAgain(page, thread_id) : ""}
      <time datetime=${updated_at}>${relativeTime(updated_at, page.shell.now)}</time>
    </span>
  </li>`;
}

function mark({ active_thread_id }: BranchesPage, { thread_id, hidden }: ThreadSummary) {
  if (hidden === true) return html`<span class="tag">hidden</span>`;
  return thread_id === active_thread_id ? html`<span class="tag">shown</span>` : "";
}

function showAgain({ session_id }: BranchesPage, thread_id: string): TemplateResult {
  return html`<form method="post" action=${urls.branches(session_id)}>
    <input type="hidden" name="thread_id" value=${thread_id} />
    <button class="button small" name="change" value="show">Show again</button>
  </form>`;
}
