import { html } from "@lit-labs/ssr";
import { nothing, type TemplateResult } from "lit/html.js";

import type { ForkEstimate } from "#runtime/control/estimate-fork.ts";
import type { TurnState } from "#runtime/state/thread-state.ts";
import { icon } from "#views/icon.ts";
import { playgroundPage, type PageFrame } from "#views/playground-page.ts";
import { dollars } from "#views/run/cost-words.ts";
import { urls } from "#views/urls.ts";

/** A place in a run, what a fork there would reuse and do again, and what can be changed for it. */
export interface ForkPlan {
  readonly run_id: string;
  /** The turn as it was at that place. */
  readonly cut?: TurnState;
  readonly estimate: ForkEstimate;
  readonly models: readonly string[];
  /** Sending the form twice begins one fork. */
  readonly idempotency_key: string;
}

/** What a fork reuses, what runs again and what may be otherwise: a page and a plain form. */
export function forkPage(page: PageFrame & ForkPlan): TemplateResult {
  const { run_id, estimate } = page;
  const { sequence } = estimate;
  const main = html`<main class="fork" id="main">
    <header class="source-top">
      <a class="button" href=${urls.run(run_id, { at: sequence })}
        >${icon("previous", "small")}Run</a
      >
      <h1>Fork at ${sequence}</h1>
      <span class="source-note">${run_id}</span>
    </header>
    ${facts(estimate)} ${form(page)}
  </main>`;
  return playgroundPage(page, {
    title: `Fork at ${sequence}`,
    current: "runs",
    layout: "rail",
    main,
  });
}

/** The same over the inspector. */
export function forkDialog(plan: ForkPlan): TemplateResult {
  const { run_id, estimate } = plan;
  return html`<dialog id="fork" class="fork-dialog" aria-labelledby="fork-heading">
    <header>
      <h2 id="fork-heading">Fork at ${estimate.sequence}</h2>
      <form method="dialog"><button class="button">Cancel</button></form>
    </header>
    ${facts(estimate)} ${form(plan)}
    <p class="source-note"><a href=${urls.fork(run_id, estimate.sequence)}>Open as a page</a></p>
  </dialog>`;
}

function facts(estimate: ForkEstimate): TemplateResult {
  return html`<div class="fork-facts">${reused(estimate)} ${runsAgain(estimate)}</div>`;
}

function reused({ reused: { events, model_steps, tool_results }, sequence }: ForkEstimate) {
  return html`<section aria-labelledby="reused">
    <h2 id="reused">Reused, at no cost</h2>
    <p>
      ${counted(events, "event")} up to ${sequence}, with ${counted(model_steps, "answer")} of the
      model and ${counted(tool_results, "result")} of tools.
    </p>
  </section>`;
}

function runsAgain({ runs_again, cost, origin_ended }: ForkEstimate): TemplateResult {
  const { model_steps, calls } = runs_again;
  const price = typeof cost === "number" ? `It cost ${dollars(cost)} there` : cost.reason;
  return html`<section aria-labelledby="again">
    <h2 id="again">Runs again</h2>
    <p>
      The model goes on from here; the origin asked for ${counted(model_steps, "answer")} after
      this${origin_ended ? "" : " so far"}. ${price}.
    </p>
    ${
      calls.length === 0
        ? nothing
        : html`<ul>
            ${calls.map(
              ({ name, effect, recorded }) =>
                html`<li>
                  <code>${name}</code>
                  ${recorded ? "does not run where it is asked for alike: its result is recorded" : RUNS[effect]}
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}

const RUNS = {
  read: "reads again",
  idempotent: "acts, once you allow it",
  at_most_once: "acts, once you allow it",
  unknown: "may act, once you allow it",
} as const satisfies Record<ForkEstimate["runs_again"]["calls"][number]["effect"], string>;

function form(page: ForkPlan): TemplateResult {
  const { run_id, estimate, cut, idempotency_key } = page;
  return html`<form class="fork-form" method="post" action=${urls.fork(run_id)}>
    <input type="hidden" name="at" value=${estimate.sequence} />
    <input type="hidden" name="idempotency_key" value=${idempotency_key} />
    <label for="fork-message">Question</label>
    <textarea id="fork-message" name="message" rows="3" dir="auto">${cut?.text ?? ""}</textarea>
    <label for="fork-prompt">Instructions, in place of those of the agent</label>
    <textarea
      id="fork-prompt"
      name="system_prompt"
      rows="3"
      dir="auto"
      placeholder="Left empty, they stay as they were"
    ></textarea>
    ${model(page)} ${toolResult(cut)}
    <label for="fork-effects">A call that acts</label>
    <select id="fork-effects" name="effects">
      <option value="ask">asks me first</option>
      <option value="block">is blocked</option>
    </select>
    <button class="button primary">Begin the fork</button>
  </form>`;
}

function model({ models, cut }: ForkPlan): TemplateResult {
  return html`<label for="fork-model">Model</label>
    <select id="fork-model" name="model">
      <option value="">${cut === undefined ? "The same" : `The same, ${cut.run.model}`}</option>
      ${models.map((name) => html`<option value=${name}>${name}</option>`)}
    </select>`;
}

/** Of the calls that had ended there, one may have given something else. */
function toolResult(cut: TurnState | undefined): TemplateResult | typeof nothing {
  const ended = (cut?.run.calls ?? []).filter((call) => call.result_sequence !== undefined);
  if (ended.length === 0) return nothing;
  return html`<label for="fork-call">Result of a tool to change</label>
    <select id="fork-call" name="tool_call_id">
      <option value="">None</option>
      ${ended.map(
        ({ tool_call_id, name, arguments_text }) =>
          html`<option value=${tool_call_id}>${name} ${arguments_text.slice(0, 80)}</option>`,
      )}
    </select>
    <label for="fork-result">What it gave instead</label>
    <textarea id="fork-result" name="tool_result" rows="3" dir="auto"></textarea>`;
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
