import { html, type TemplateResult } from "lit/html.js";

import type { RunState } from "#runtime/state/thread-state.ts";
import { duration } from "#views/duration.ts";
import { icon } from "#views/icon.ts";
import { runStatus } from "#views/runs/run-status.ts";
import { PLACE, urls } from "#views/urls.ts";
import { currentSequence, type Inspection, isLive } from "./inspection.ts";
import { costWords } from "#views/run/cost-words.ts";
import { isForeign, originOf, originView } from "./origin-view.ts";
import { short } from "./quantity.ts";
import { settingsQuery } from "./settings.ts";

/** What the run is, how it went, and the ways out: its chat and its exports. */
export function headerView(inspection: Inspection): TemplateResult {
  const { run_id, newest } = inspection;
  return html`<header class="inspector-top">
    ${PLACE === "file" ? "" : crumb()}
    <h1>${titleOf(inspection)} <code>${run_id}</code></h1>
    ${newest === undefined ? "" : html`<span class="pill">${runStatus(newest.run.status)}</span>${originView(inspection.index)}${PLACE === "file" ? "" : forkedFrom(inspection)}${facts(inspection, newest.run)}`}
    ${PLACE === "file" ? "" : waysOut(inspection)}
  </header>`;
}

function crumb(): TemplateResult {
  return html`<a class="crumb" href=${urls.runs()}
      ><span class="crumb-word">Runs</span>${icon("previous")}</a
    >
    <span class="crumb-mark" aria-hidden="true">/</span>`;
}

function waysOut(inspection: Inspection): TemplateResult {
  const { run_id, newest } = inspection;
  return html`<nav class="ways-out" aria-label="This run">
    ${
      newest === undefined
        ? ""
        : html`<a class="button" href=${chatPlace(newest.run)}>${icon("chat", "small")}Chat</a>`
    }
    ${compareLink(inspection)} ${isForeign(inspection.index) ? "" : replayLink(run_id)}
    <a class="button" href=${shareAddress(inspection)}>
      ${icon("link", "small")}<span class="words">Share</span>
    </a>
    <a class="button" href=${urls.exports(run_id)} data-stays>
      ${icon("export", "small")}<span class="words">Export</span>
    </a>
    ${isForeign(inspection.index) ? "" : forkLink(inspection)}
  </nav>`;
}

function replayLink(run_id: string): TemplateResult {
  return html`<a class="button square" href=${urls.replay(run_id)} title="Replay check">
    ${icon("retry", "small")}<span class="unseen">Replay check</span>
  </a>`;
}

/** Nothing goes on from the end of a run: there the event before it is meant. */
function forkLink(inspection: Inspection): TemplateResult {
  const { run_id, index, at } = inspection;
  const isEnd = !isLive(inspection) && at === index.count - 1;
  const { sequence } = index.event(isEnd ? Math.max(0, at - 1) : at);
  return html`<a class="button primary" href=${urls.fork(run_id, sequence)} data-stays data-fork>
    ${icon("fork", "small")}<span>Fork<span class="words"> at ${sequence}</span></span>
  </a>`;
}

/** Which run and event a fork comes from. */
function forkedFrom(inspection: Inspection): TemplateResult | string {
  const { forked_from } = inspection.newest?.run ?? {};
  if (forked_from === undefined) return "";
  const { run_id, sequence } = forked_from;
  const words = html`Forked from<span class="unseen"> ${run_id}</span> event ${sequence}`;
  if (originOf(inspection) === undefined) return html`<span class="pill">${words}</span>`;
  return html`<a
    class="pill"
    href=${urls.run(run_id, { at: sequence })}
    title="What it did from there on is faint in the score"
    >${words}</a
  >`;
}

/** A fork is laid beside the run that it comes from; any other beside the one that a person chooses. */
function compareLink(inspection: Inspection): TemplateResult {
  const { run_id } = inspection;
  const origin = originOf(inspection);
  const [address, words] =
    origin === undefined
      ? [urls.compare({ a: run_id }), "Compare"]
      : [urls.compare({ a: origin, b: run_id }), "Compare with origin"];
  return html`<a class="button" href=${address} title=${`${words} (C)`} data-compare>
    ${icon("compare", "small")}<span class="words">${words}</span>
  </a>`;
}

/** The look as it is, so that it can be sent to somebody. */
function shareAddress(inspection: Inspection): string {
  const { run_id, settings, motion } = inspection;
  const at = motion === "following" ? {} : { at: currentSequence(inspection) };
  return urls.share(run_id, { ...at, ...settingsQuery(settings) });
}

function titleOf({ title, newest }: Inspection): string {
  return title === "" ? (newest?.text ?? "Run") : title;
}

function chatPlace(run: RunState): string {
  return urls.turnPlace(run.session_id, run.turn_id);
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
      <dd>${index.isTimed ? duration(index.end) : "unknown"}</dd>
    </div>
    <div>
      <dt>active</dt>
      <dd>${index.isTimed ? duration(study.active) : "unknown"}</dd>
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
