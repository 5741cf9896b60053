import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { ComparedRun } from "#runtime/state/compare/compared-run.ts";
import { playgroundPage, type PageFrame } from "#views/playground-page.ts";
import { compareBar, stepper } from "./compare-bar.ts";
import { comparePair, type ComparedPair } from "./compared-pair.ts";
import { diffTable, type DiffTable } from "./diff-table.ts";
import { eventTable } from "./event-table.ts";
import { limitNotes } from "./limit-notes.ts";
import { metricsView } from "./metrics-view.ts";
import { runChoices } from "./run-choice.ts";
import type { CompareSettings, CompareTab } from "./settings.ts";
import { answerTable, promptTable, stateTable } from "./text-tables.ts";
import { twinScore } from "./twin-score.ts";

export interface ComparePage extends PageFrame {
  readonly a: ComparedRun;
  readonly b: ComparedRun;
  readonly settings: CompareSettings;
}

/** Two runs side by side, their first difference first; whole without script. */
export function comparePage(page: ComparePage): TemplateResult {
  const { a, b, settings } = page;
  const pair = comparePair(a, b, settings);
  const table = TABLES[settings.tab](pair);
  const main = html`<main class="compare" id="main">
    <h1 class="unseen">Compare ${a.run_id} with ${b.run_id}</h1>
    ${runChoices(pair)} ${metricsView(pair)} ${twinScore(pair)}
    <uar-differences>
      ${compareBar(pair)} ${stepper(settings, table)} ${limitNotes(pair, table)}
      ${table.rows.length === 0 ? html`<p class="compare-empty">${EMPTY[settings.tab]}</p>` : diffTable(table, settings)}
    </uar-differences>
  </main>`;
  return playgroundPage(page, {
    title: `Compare ${a.run_id} with ${b.run_id}`,
    current: "compare",
    layout: "rail",
    main,
  });
}

const TABLES = {
  events: eventTable,
  answer: answerTable,
  prompt: promptTable,
  state: stateTable,
} as const satisfies Record<CompareTab, (pair: ComparedPair) => DiffTable>;

const EMPTY = {
  events: "Neither run has events.",
  answer: "Neither run has answered.",
  prompt: "No model was given anything to read.",
  state: "Both runs ended in the same state.",
} as const satisfies Record<CompareTab, string>;
