import { html, nothing, type TemplateResult } from "lit/html.js";

import { compareMetrics, metricsOf, type MetricRow } from "#runtime/state/compare/metrics.ts";
import { duration } from "#views/duration.ts";
import { grouped } from "#views/inspector/quantity.ts";
import { costWords, dollars } from "#views/run/cost-words.ts";
import type { ComparedPair, PairSide } from "./compared-pair.ts";

/** What both runs took, and by how much B takes more or less. */
export function metricsView({ a, b }: ComparedPair): TemplateResult {
  const rows = compareMetrics(measured(a), measured(b));
  return html`<dl class="metrics">
    ${rows.map(
      (row) =>
        html`<div>
          <dt>${LABELS[row.metric]}</dt>
          <dd>${bothWords(sideWords(row, "a", a), sideWords(row, "b", b))}</dd>
          ${deltaWords(row)}
        </div>`,
    )}
  </dl>`;
}

function measured({ run }: PairSide) {
  return metricsOf(run.events, run.turn.run);
}

function bothWords(a: string, b: string): TemplateResult | string {
  if (a === UNKNOWN && b === UNKNOWN) return UNKNOWN;
  return html`<span class="unseen">A </span>${a} <small aria-hidden="true">→</small>
    <span class="unseen">B </span>${b}`;
}

const UNKNOWN = "unknown";

const LABELS: Readonly<Record<MetricRow["metric"], string>> = {
  duration_ms: "Duration",
  active_ms: "Active",
  first_token_ms: "First token",
  model_requests: "Model requests",
  tool_calls: "Tool calls",
  input_tokens: "Tokens in",
  output_tokens: "Tokens out",
  cost_usd: "Cost",
};

function sideWords(row: MetricRow, side: "a" | "b", { run }: PairSide): string {
  const value = row[side];
  if (value !== undefined) return words(row.metric, value);
  const { cost } = run.turn.run;
  return row.metric === "cost_usd" && cost !== undefined ? costWords(cost) : UNKNOWN;
}

function words(metric: MetricRow["metric"], value: number): string {
  switch (metric) {
    case "duration_ms":
    case "active_ms":
    case "first_token_ms":
      return duration(value);
    case "cost_usd":
      return dollars(value);
    default:
      return grouped(value);
  }
}

/** Measures that are few enough to be counted. */
const COUNTED: ReadonlySet<MetricRow["metric"]> = new Set(["model_requests", "tool_calls"]);

function deltaWords({ metric, a = 0, delta }: MetricRow): TemplateResult | typeof nothing {
  if (delta === undefined) return nothing;
  return html`<dd class="delta">${delta === 0 ? "same" : changeWords(metric, a, delta)}</dd>`;
}

function changeWords(metric: MetricRow["metric"], a: number, delta: number): string {
  const sign = delta > 0 ? "+" : "−";
  if (COUNTED.has(metric) || a === 0) return `${sign}${words(metric, Math.abs(delta))}`;
  const percent = Math.round(Math.abs(delta / a) * 100);
  return percent === 0 ? `${sign}<1%` : `${sign}${grouped(percent)}%`;
}
