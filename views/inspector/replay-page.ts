import { html } from "@lit-labs/ssr";
import { nothing, type TemplateResult } from "lit/html.js";

import type { Change } from "#runtime/replay/changed-recording.ts";
import type { Divergence } from "#runtime/replay/divergence.ts";
import type { ReplayResult } from "#runtime/replay/replay-run.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { icon } from "#views/icon.ts";
import { playgroundPage, type PageFrame } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";
import { changeForms } from "./change-forms.ts";
import { jsonView } from "./json-view.ts";

/** A run, and what came of running it again from its recording. */
export interface ReplayPage extends PageFrame {
  readonly run: RunState;
  /** The words that the run answers. */
  readonly question: string;
  readonly outcome: ReplayResult;
  /** What was otherwise than recorded; absent, nothing. */
  readonly change?: Change;
}

/** Whether the loop, given the same facts, decides the same: yes, or the first place where it does not. */
export function replayPage(page: ReplayPage): TemplateResult {
  const { run, outcome, change } = page;
  const main = html`<main class="replay" id="main">
    <header class="source-top">
      <a class="button" href=${urls.run(run.run_id)}>${icon("previous", "small")}Run</a>
      <h1>Replay check</h1>
      <span class="source-note">${run.run_id}</span>
    </header>
    ${change === undefined ? nothing : changed(page, change)}
    ${outcome.divergence === undefined ? same(outcome, change) : diverged(page, outcome.divergence)}
    ${change === undefined ? nothing : goOn(run, outcome)}
    <p class="replay-note">
      The loop ran again with the recorded answers, results, decisions and times; nothing was asked
      or run outside. The same from a terminal:
      <a href=${urls.replayJsonl(run.run_id)} download=${`${run.run_id}.jsonl`}
        >download the recording</a
      >, then <code>uar replay ${run.run_id}.jsonl</code>
    </p>
    ${changeForms(page)} ${evidence(run)}
  </main>`;
  const title = "Replay check";
  return playgroundPage(page, {
    title,
    current: "runs",
    session: run.session_id,
    layout: "rail",
    main,
  });
}

/** What can be taken along of the run: forms, since asking for it is written down. */
function evidence({ run_id }: RunState): TemplateResult {
  return html`<section class="replay-evidence" aria-labelledby="evidence">
    <h2 id="evidence">Evidence</h2>
    <p>
      What happened, who decided, what it cost and what is not known, without secrets, as a file.
      The log notes that it was asked for.
    </p>
    <form method="post" action=${urls.evidence(run_id)}>
      <label
        ><input type="checkbox" name="verify" value="yes" checked />With the replay check</label
      >
      <label><input type="checkbox" name="outputs" value="yes" />With whole outputs</label>
      <button class="button">${icon("export", "small")}Export the evidence</button>
    </form>
    <form method="post" action=${urls.review(run_id)}>
      <button class="button">${icon("export", "small")}Export what to review</button>
    </form>
  </section>`;
}

/** What was otherwise: in words, and both texts where it is one. */
function changed({ run, question }: ReplayPage, change: Change): TemplateResult {
  const [title, recorded, instead] = partsOf(change, run, question);
  const both =
    instead === undefined
      ? nothing
      : html`<div class="replay-sides">
          ${side("As it was", recorded)} ${side("Instead", instead)}
        </div>`;
  return html`<header class="replay-change">
      <h2>${title}</h2>
      <a href=${urls.replay(run.run_id)}>As it was recorded</a>
    </header>
    ${both}`;
}

function partsOf(change: Change, run: RunState, question: string): readonly [string, ...string[]] {
  switch (change.part) {
    case "question":
      return ["With another question", question, change.text];
    case "instructions":
      return ["With other instructions", run.system_prompt, change.text];
    case "result": {
      const call = run.calls.find(({ tool_call_id }) => tool_call_id === change.tool_call_id);
      const recorded = call?.output?.content ?? "";
      return [`With another result of ${call?.name ?? "a tool"}`, recorded, change.content];
    }
    case "mode":
      return [`With the permission mode ${change.mode}`];
    case "rule":
      return [`With the rule "${change.rule.verdict} ${change.rule.match}"`];
    case "clock":
      return [`With a clock that is ${change.minutes} min later from event ${change.sequence} on`];
  }
}

/** A replay tells where a run parts from its recording; what comes then, a fork does. */
function goOn({ run_id, first_sequence }: RunState, { divergence }: ReplayResult) {
  if (divergence === undefined) return nothing;
  const at = Math.max(first_sequence, divergence.sequence - 1);
  return html`<p>
    <a class="button" href=${urls.fork(run_id, at)}>Fork at ${at}</a> to see what comes of it.
  </p>`;
}

function same({ events, isWhole }: ReplayResult, change: Change | undefined): TemplateResult {
  const reach = isWhole ? "to the end of the run" : "as far as the recording goes";
  const all = `${events} events came out as they were recorded, ${reach}`;
  return html`<section class="replay-verdict" data-verdict="same">
    <h2>No divergence</h2>
    <p>${change === undefined ? all : `Nothing was decided otherwise: ${all}`}.</p>
  </section>`;
}

function diverged({ run, change }: ReplayPage, divergence: Divergence): TemplateResult {
  const { sequence, type, path } = divergence;
  return html`<section class="replay-verdict" data-verdict="diverged">
      <h2>
        Diverges at <a href=${urls.run(run.run_id, { at: sequence })}>event ${sequence}</a>
        <code>${type}</code>
      </h2>
      <p>${reasonOf(divergence)}${path === "" ? "" : html`, at <code>${path}</code>`}.</p>
    </section>
    <div class="replay-sides">
      ${side("Recorded", divergence.recorded)}
      ${side(change === undefined ? "Replayed" : "Under the change", divergence.replayed)}
    </div>`;
}

/** Of a request the log holds its size and a hash: that they differ says that it does. */
function reasonOf({ reason, path }: Divergence): string {
  return ASKED_OTHERWISE.has(path) ? "The model would be asked something else" : REASONS[reason];
}

const ASKED_OTHERWISE: ReadonlySet<string> = new Set([
  "payload.request_hash",
  "payload.estimated_tokens",
]);

const REASONS = {
  type: "The loop writes another event here",
  field: "The same event says something else",
  missing: "The loop ends before this event",
  extra: "The loop goes on where the recording ends",
  broken: "The loop breaks here",
  stalled: "The loop waits here for something that the recording does not hold",
} as const satisfies Record<Divergence["reason"], string>;

function side(name: string, value: unknown): TemplateResult {
  return html`<section aria-label=${name}>
    <h3>${name}</h3>
    ${value === undefined ? html`<p>Nothing</p>` : jsonView(value)}
  </section>`;
}
