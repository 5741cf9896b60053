import { html, type TemplateResult } from "lit/html.js";

import type { RunState } from "#runtime/state/thread-state.ts";
import { duration } from "#views/duration.ts";
import { icon } from "#views/icon.ts";
import { runStatus } from "#views/runs/run-status.ts";
import { urls } from "#views/urls.ts";
import type { Inspection } from "./inspection.ts";
import { costWords } from "#views/run/cost-words.ts";
import { short } from "./quantity.ts";

/** What the run is, how it went, and the ways out: its chat and its exports. */
export function headerView(inspection: Inspection): TemplateResult {
  const { run_id, newest } = inspection;
  return html`<header class="inspector-top">
    <a class="crumb" href=${urls.runs()}><span class="crumb-word">Runs</span>${icon("previous")}</a>
    <span class="crumb-mark" aria-hidden="true">/</span>
    <h1>${titleOf(inspection)} <code>${run_id}</code></h1>
    ${newest === undefined ? "" : html`<span class="pill">${runStatus(newest.run.status)}</span>${facts(inspection, newest.run)}`}
    <nav class="ways-out" aria-label="This run">
      ${
        newest === undefined
          ? ""
          : html`<a class="button" href=${chatPlace(newest.run)}>${icon("chat", "small")}Chat</a>`
      }
      <a class="button" href=${urls.compare({ a: run_id })} title="Compare with another run (C)">
        ${icon("compare", "small")}Compare
      </a>
      <a class="button square" href=${urls.replay(run_id)} title="Replay check">
        ${icon("retry", "small")}<span class="unseen">Replay check</span>
      </a>
      <a class="button" href=${urls.runJson(run_id)}>
        ${icon("export", "small")}<span class="unseen">Export the run as</span>.json
      </a>
      <a class="button" href=${urls.runJsonl(run_id)}>
        ${icon("export", "small")}<span class="unseen">Export the events as</span>.jsonl
      </a>
    </nav>
  </header>`;
}

function titleOf({ title, newest }: Inspection): string {
  return title === "" ? (newest?.text ?? "Run") : title;
}

function chatPlace(run: RunState): string {
  return `${urls.session(run.session_id)}#${run.turn_id}`;
}

/** How the model was chosen, in a line. */
function routedBy({ routing, steps }: RunState): string {
  if (routing?.decision === undefined) return routing?.problem?.message ?? "Not routed yet";
  const retries = steps.filter(({ attempt }) => attempt > 1).length;
  const left = routing.fallbacks.map(({ from, reason }) => `Instead of ${from.model}: ${reason}`);
  const again = retries === 0 ? [] : [retries === 1 ? "1 retry" : `${retries} retries`];
  return [routing.decision.reason, ...left, ...again].join(". ");
}

function facts({ index, study }: Inspection, run: RunState): TemplateResult {
  const { input_tokens: input, output_tokens: output } = run.usage;
  const tokens =
    input === undefined && output === undefined ? undefined : (input ?? 0) + (output ?? 0);
  return html`<dl class="facts">
    <div>
      <dt>total</dt>
      <dd>${duration(index.end)}</dd>
    </div>
    <div>
      <dt>active</dt>
      <dd>${duration(study.active)}</dd>
    </div>
    <div>
      <dt>model</dt>
      <dd>${study.modelCalls}</dd>
    </div>
    <div>
      <dt>tools</dt>
      <dd>${study.toolCalls}</dd>
    </div>
    <div>
      <dt>tokens</dt>
      <dd>${tokens === undefined ? "unknown" : short(tokens)}</dd>
    </div>
    <div>
      <dt>cost</dt>
      <dd>${run.cost === undefined ? "unknown" : costWords(run.cost)}</dd>
    </div>
    <div>
      <dt>answered</dt>
      <dd class="answerer" title=${routedBy(run)}>${run.model}</dd>
    </div>
  </dl>`;
}
