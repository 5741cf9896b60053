import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { Divergence } from "#runtime/replay/divergence.ts";
import type { ReplayResult } from "#runtime/replay/replay-run.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { icon } from "#views/icon.ts";
import { playgroundPage, type PageFrame } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";
import { jsonView } from "./json-view.ts";

/** A run, and what came of running it again from its recording. */
export interface ReplayPage extends PageFrame {
  readonly run: RunState;
  readonly outcome: ReplayResult;
}

/** Whether the loop, given the same facts, decides the same: yes, or the first place where it does not. */
export function replayPage(page: ReplayPage): TemplateResult {
  const { run, outcome } = page;
  const main = html`<main class="replay" id="main">
    <header class="source-top">
      <a class="button" href=${urls.run(run.run_id)}>${icon("previous", "small")}Run</a>
      <h1>Replay check</h1>
      <span class="source-note">${run.run_id}</span>
    </header>
    ${outcome.divergence === undefined ? same(outcome) : diverged(run, outcome.divergence)}
    <p class="replay-note">
      The loop ran again with the recorded answers, results, decisions and times; nothing was asked
      or run outside. The same from a terminal:
      <a href=${urls.replayJsonl(run.run_id)} download=${`${run.run_id}.jsonl`}
        >download the recording</a
      >, then <code>uar replay ${run.run_id}.jsonl</code>
    </p>
    ${evidence(run)}
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

function same({ events, isWhole }: ReplayResult): TemplateResult {
  const reach = isWhole ? "to the end of the run" : "as far as the recording goes";
  return html`<section class="replay-verdict" data-verdict="same">
    <h2>No divergence</h2>
    <p>${events} events came out as they were recorded, ${reach}.</p>
  </section>`;
}

function diverged({ run_id }: RunState, divergence: Divergence): TemplateResult {
  const { sequence, type, path, reason } = divergence;
  return html`<section class="replay-verdict" data-verdict="diverged">
      <h2>
        Diverges at <a href=${urls.run(run_id, { at: sequence })}>event ${sequence}</a>
        <code>${type}</code>
      </h2>
      <p>${REASONS[reason]}${path === "" ? "" : html`, at <code>${path}</code>`}.</p>
    </section>
    <div class="replay-sides">
      ${side("Recorded", divergence.recorded)} ${side("Replayed", divergence.replayed)}
    </div>`;
}

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
