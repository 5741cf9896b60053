import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { ApprovalState } from "#runtime/state/approval-state.ts";
import { icon } from "./icon.ts";
import { type PageFrame, playgroundPage } from "./playground-page.ts";
import { decisionButton, denialReason, isPermission } from "./run/permission-answers.ts";
import { toolLabel } from "./run/tool-call-words.ts";
import { urls } from "./urls.ts";

export interface ApprovalPage extends PageFrame {
  readonly approval: ApprovalState;
  readonly session_id: string;
  /** The question in its conversation. */
  readonly place: string;
  /** What the person wrote and why it was refused; absent before the first try. */
  readonly refused?: { readonly text: string; readonly problem: string };
}

/** One question by itself, with its arguments to edit before they are allowed. */
export function approvalPage(page: ApprovalPage): TemplateResult {
  const { approval, session_id, place } = page;
  const main = html`<main id="main" tabindex="-1" class="list-page">
    <header class="chat-header">
      <button class="button ghost square menu-button" popovertarget="side" aria-label="Menu">
        ${icon("menu")}
      </button>
      <h1>Edit arguments</h1>
      <span class="chat-meta">${toolLabel(approval.tool)}</span>
    </header>
    <div class="list-scroller" tabindex="0">
      <div class="approval-list">
        <p class="approval-place">
          <a href=${place}>Back to the session</a>
          <a href=${urls.run(approval.run_id)}>Inspect run</a>
        </p>
        ${approval.decision === undefined ? editForm(page) : settled(approval)}
      </div>
    </div>
  </main>`;
  return playgroundPage(page, {
    title: "Edit arguments",
    current: "approvals",
    session: session_id,
    layout: "sidebar",
    main,
  });
}

/** Enter in the reason must not press "Allow": a disabled default button takes it. */
function editForm({ approval, refused }: ApprovalPage): TemplateResult {
  const text = refused?.text ?? JSON.stringify(approval.arguments, null, 2);
  return html`<form class="approval-edit" method="post" action=${urls.action(approval.action_id)}>
    <button type="submit" hidden disabled></button>
    <input type="hidden" name="arguments_hash" value=${approval.arguments_hash} />
    ${refused === undefined ? "" : html`<p class="problem" role="alert">${refused.problem}</p>`}
    <label for="arguments">Arguments, as JSON</label>
    <textarea id="arguments" name="arguments" rows="14" spellcheck="false" dir="ltr">
${text}</textarea>
    <p class="hint">
      What you allow here runs in place of what the model asked for. The model is told.
    </p>
    ${denialReason()}
    <div class="decisions">${approval.decisions.filter(isPermission).map(decisionButton)}</div>
  </form>`;
}

function settled({ decision, decided_at }: ApprovalState): TemplateResult {
  const words = (decision ?? "").replaceAll("_", " ");
  return html`<p class="problem">
    Already decided: ${words}${decided_at === undefined ? "" : `, ${decided_at}`}
  </p>`;
}
