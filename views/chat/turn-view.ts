import { html } from "@lit-labs/ssr";
import { nothing, type TemplateResult } from "lit/html.js";

import { isTerminal } from "#runtime/state/run-queries.ts";
import type { TurnState } from "#runtime/state/thread-state.ts";
import { turnOrigin } from "#views/run/turn-origin.ts";
import { attachedFiles } from "#views/run/attached-files.ts";
import { drawnFrom } from "#views/run/drawn-parts.ts";
import { runView } from "#views/run/run-view.ts";
import type { BranchFrame } from "./branch-frame.ts";
import { continueForm } from "./continue-form.ts";
import { answerActs, questionActs } from "./turn-acts.ts";

export interface TurnViewOptions {
  /** `<epoch>.<sequence>` of the state that is shown: the live run goes on after it. */
  readonly after: string;
  /** Absent where nothing goes on: in an imported session. */
  readonly branch?: BranchFrame;
}

/**
 * One turn: the question, and everything that its run shows. A run that goes on carries its state,
 * so that the browser adopts this very HTML and folds the events after it.
 */
export function turnView(turn: TurnState, { after, branch }: TurnViewOptions): TemplateResult {
  const { run } = turn;
  const live = !isTerminal(run.status);
  return html`<article class="turn" id=${turn.turn_id} aria-labelledby="${turn.turn_id}-question">
    ${question(turn, branch)}
    <uar-run
      run=${run.run_id}
      thread=${run.thread_id}
      session=${run.session_id}
      after=${after}
      status=${run.status}
      state=${live ? JSON.stringify(run) : nothing}
    >
      <div class="parts">${runView(run, { mode: "live", first: drawnFrom(run) })}</div>
    </uar-run>
    ${branch === undefined ? nothing : continueForm(turn, branch)}
    ${branch === undefined || run.kind === "compaction" ? nothing : answerActs(turn, branch)}
  </article>`;
}

/** Longer questions are cut to a few lines, and open on a click. */
const LONG_QUESTION_CHARS = 280;
const LONG_QUESTION_LINES = 4;

function question(turn: TurnState, branch: BranchFrame | undefined): TemplateResult {
  if (turn.run.kind === "compaction") {
    return html`<h2 class="unseen" id="${turn.turn_id}-question">You asked for a summary</h2>`;
  }
  const long =
    turn.text.length > LONG_QUESTION_CHARS || turn.text.split("\n").length > LONG_QUESTION_LINES;
  const files = attachedFiles(turn.attachments);
  const text = turn.text === "" ? nothing : html`<p dir="auto">${turn.text}</p>`;
  const isEmpty = turn.text === "" && turn.attachments === undefined;
  const card = long
    ? html`<details class="card">
        <summary>${text}</summary>
        ${files}
      </details>`
    : html`<div class="card">${text}${files}</div>`;
  return html`<header class="question">
    <h2 class="unseen" id="${turn.turn_id}-question">You asked</h2>
    ${turnOrigin(turn)} ${isEmpty ? nothing : card}
    ${branch === undefined ? nothing : questionActs(turn, branch)}
  </header>`;
}
