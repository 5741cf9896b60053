import { keyed } from "lit/directives/keyed.js";
import { html, nothing, type TemplateResult } from "lit/html.js";

import type { RunState, RunStatus } from "#runtime/state/thread-state.ts";
import { clock, span } from "#views/duration.ts";
import { icon } from "#views/icon.ts";
import { elapsed } from "#views/run/elapsed.ts";
import { urls } from "#views/urls.ts";

/** The facts of a run in the head of the chat: tokens, status with its time, the way to the inspector. */
export function runFacts(run: RunState): TemplateResult {
  const { input_tokens, output_tokens } = run.usage;
  const usage = html`<span class="run-usage">
    ${count(input_tokens, "in")} ${count(output_tokens, "out")}
  </span>`;
  return html`${keyed(`${input_tokens} ${output_tokens}`, usage)}
    ${keyed(run.status, statusPill(run))}
    <a class="button inspect" href=${urls.run(run.run_id)}>
      ${icon("runs", "small")}Inspect run<kbd class="key" aria-hidden="true">I</kbd>
    </a>`;
}

/** Who answers: agent and model, as far as the run knows them. */
export function runMeta({ agent, model }: RunState): string {
  return [agent, model].filter((name) => name !== "").join(" · ");
}

function count(tokens: number | undefined, direction: string): TemplateResult | typeof nothing {
  if (tokens === undefined) return nothing;
  return html`<span title="Tokens ${direction}"
    ><b>${tokens.toLocaleString("en")}</b> ${direction}</span
  >`;
}

/** The status of a run in a word, a mark and its time so far. */
function statusPill(run: RunState): TemplateResult {
  const { word, dot } = STATUS[run.status];
  return html`<span class="pill" data-status=${run.status}>
    <i class="dot" data-status=${dot}></i><span class="word">${word}</span> ${time(run)}
  </span>`;
}

function time(run: RunState): unknown {
  if (run.ended_at === undefined) return elapsed(run.started_at, "clock");
  return html`<span>${clock(span(run.started_at, run.ended_at))}</span>`;
}

const STATUS: Readonly<Record<RunStatus, { readonly word: string; readonly dot: string }>> = {
  queued: { word: "Queued", dot: "idle" },
  running: { word: "Running", dot: "running" },
  waiting_permission: { word: "Waits for you", dot: "waiting" },
  cancelling: { word: "Stopping", dot: "running" },
  completed: { word: "Completed", dot: "done" },
  failed: { word: "Failed", dot: "failed" },
  cancelled: { word: "Stopped", dot: "done" },
  timed_out: { word: "Timed out", dot: "failed" },
  lost: { word: "Lost", dot: "failed" },
};
