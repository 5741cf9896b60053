import { html, nothing, type TemplateResult } from "lit/html.js";

import type { RunState, RunStatus } from "#runtime/state/thread-state.ts";
import { duration, span } from "#views/duration.ts";
import { icon } from "#views/icon.ts";
import { PLACE, urls } from "#views/urls.ts";
import { runCostWords } from "./cost-words.ts";

/** The quiet last row of a run that has ended: how, how long, how much, and where to look. */
export function runEnd(run: RunState): TemplateResult {
  const facts = [
    ENDED[run.status] ?? run.status,
    took(run),
    tokens(run),
    run.cost?.unpriced === 0 || run.cost_estimated !== undefined ? (runCostWords(run) ?? "") : "",
  ].filter((fact) => fact !== "");
  return html`<footer class="run-end" data-status=${run.status}>
    ${run.status === "completed" ? icon("check", "small") : nothing}
    <span class="run-summary">${facts.join(" · ")}</span>
    <span class="run-links">
      ${
        PLACE === "server" && hasAnswer(run)
          ? html`<button
              class="button ghost small needs-script"
              type="button"
              data-copy="answer"
              data-run=${run.run_id}
            >
              ${icon("copy", "small")}<span>Copy</span>
            </button>`
          : nothing
      }
      ${
        PLACE === "file"
          ? nothing
          : html`<a class="button ghost small" href=${urls.run(run.run_id)}
              >${icon("runs", "small")}Inspect</a
            >`
      }
    </span>
  </footer>`;
}

const ENDED: Partial<Readonly<Record<RunStatus, string>>> = {
  completed: "Completed",
  failed: "Failed",
  cancelled: "Stopped",
  timed_out: "Timed out",
  lost: "Lost",
};

/** Nothing where it is not known, or too short to be told. */
function took({ started_at, ended_at }: RunState): string {
  const ms = span(started_at, ended_at);
  return ms === 0 ? "" : duration(ms);
}

function tokens({ usage }: RunState): string {
  if (usage.input_tokens === undefined && usage.output_tokens === undefined) return "";
  const total = (usage.input_tokens ?? 0) + (usage.output_tokens ?? 0);
  return `${total.toLocaleString("en")} tokens`;
}

function hasAnswer(run: RunState): boolean {
  return run.parts.some((part) => part.kind === "text");
}
