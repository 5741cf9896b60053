import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { duration } from "#views/duration.ts";
import { relativeTime } from "#views/relative-time.ts";
import { urls } from "#views/urls.ts";
import { captureTitle } from "./capture-titles.ts";
import { stripRow, type StripMark } from "./run-strip.ts";
import { runStatus } from "./run-status.ts";
import type { RunSummary } from "./run-summary.ts";

/** The form that takes the runs which are marked. */
export const MARKED_RUNS = "marked-runs";

/** One run of the list. `now` is the moment of rendering, ISO 8601. */
export function runRow(run: RunSummary, now: string): TemplateResult {
  return html`<tr>
    <td class="run-state">
      <input
        type="checkbox"
        name="run"
        value=${run.run_id}
        form=${MARKED_RUNS}
        aria-label=${`Mark “${run.question}” to compare it`}
      />${runStatus(run.status)}
    </td>
    <td class="run-name">
      <a href=${urls.run(run.run_id)}>${run.question}</a>
      <small>${sessionTitle(run)}${origin(run)}<code>${run.run_id}</code></small>
    </td>
    <td class="run-lanes">${strip(run.strip)}</td>
    <td class="run-agent">${run.agent}<small>${run.model}</small></td>
    <td class="run-time">
      <time datetime=${run.submitted_at}>${relativeTime(run.submitted_at, now)}</time>
    </td>
    <td class="run-number">${run.duration_ms === undefined ? "" : duration(run.duration_ms)}</td>
    <td class="run-number">${run.tools}</td>
    <td class="run-number">${run.tokens?.toLocaleString("en") ?? "unknown"}</td>
  </tr>`;
}

/** Most sessions are called by their first question, which stands right above. */
function sessionTitle({ title, question }: RunSummary): TemplateResult | "" {
  return title === "" || title === question ? "" : html`<span>${title}</span>`;
}

function origin({ imported }: RunSummary): TemplateResult | "" {
  if (imported === undefined) return "";
  return html`<span class="run-origin">Imported from ${captureTitle(imported.format)}</span>`;
}

const ROW = 2.5;
const WIDTH = 96;

/** The lanes of a run over its time: a row a lane, so that colour is never alone. */
function strip(marks: readonly StripMark[]): TemplateResult {
  return html`<svg
    class="run-strip"
    width=${WIDTH}
    height="20"
    viewBox="0 0 96 20"
    aria-hidden="true"
  >
    ${marks.map(
      ({ lane, from, to }) =>
        html`<rect
          data-lane=${lane}
          x=${tenth(from * WIDTH)}
          y=${stripRow(lane) * ROW}
          width=${tenth(Math.max(1.5, (to - from) * WIDTH))}
          height="2"
        ></rect>`,
    )}
  </svg>`;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
