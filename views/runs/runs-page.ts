import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { icon } from "#views/icon.ts";
import { type LostThread, lostThreads } from "#views/lost-threads.ts";
import { playgroundPage, type PageFrame } from "#views/playground-page.ts";
import { urls, type RunsQuery } from "#views/urls.ts";
import { importForm } from "./import-form.ts";
import { noMatch } from "./no-match.ts";
import { MARKED_RUNS, runRow } from "./run-row.ts";
import type { RunSummary } from "./run-summary.ts";
import { runsFilter } from "./runs-filter.ts";
import type { RunFacets, WithoutFilter } from "./runs-query.ts";

/** The runs to list, as far as the filter lets them. */
export interface RunsPage extends PageFrame {
  readonly runs: readonly RunSummary[];
  /** How many runs there are in all, without the filter. */
  readonly total: number;
  /** How many runs come before the first one that is listed. */
  readonly start: number;
  /** How many runs fit the filter. */
  readonly count: number;
  readonly query: Omit<RunsQuery, "cursor">;
  readonly facets: RunFacets;
  readonly without: readonly WithoutFilter[];
  /** Cursor of the next page; absent on the last. */
  readonly next?: string;
  /** The threads of which runs are missing, or end too early. */
  readonly lost: readonly LostThread[];
}

/** Every run on record: how it went, what it took, and the way into its inspector. */
export function runsPage(page: RunsPage): TemplateResult {
  const { runs, total } = page;
  const main = html`<main class="runs" id="main">
    <header class="runs-top">
      <h1>Runs</h1>
      <span class="runs-count">${countWords(page)}</span>
      ${total < 2 ? "" : compareForm()} ${importForm(total === 0)}
    </header>
    ${lostThreads(page.lost)}
    ${total === 0 ? noRuns() : html`${runsFilter(page)} ${runs.length === 0 ? noMatch(page.query, page.without) : table(page)}`}
  </main>`;
  return playgroundPage(page, { title: "Runs", current: "runs", layout: "sidebar", main });
}

/** Takes the two runs that are marked; with fewer, the next page asks for the rest. */
function compareForm(): TemplateResult {
  return html`<form class="runs-compare" id=${MARKED_RUNS} action=${urls.compare()}>
    <button class="button">${icon("compare", "small")}Compare two</button>
  </form>`;
}

function countWords({ runs, start, count, total }: RunsPage): string {
  const shown = runs.length === count ? "" : `${start + 1} to ${start + runs.length} of `;
  return count === total ? `${shown}${total}` : `${shown}${count}, ${total} in all`;
}

function table(page: RunsPage): TemplateResult {
  const { runs, shell, query, next } = page;
  return html`<div class="runs-scroll">
    <table class="runs-table">
      <caption class="unseen">
        Runs
      </caption>
      <thead>
        <tr>
          <th scope="col">Status</th>
          <th scope="col">Run</th>
          <th scope="col">Lanes</th>
          <th scope="col">Agent and model</th>
          <th scope="col">Started</th>
          <th scope="col">Took</th>
          <th scope="col">Tools</th>
          <th scope="col">Tokens</th>
        </tr>
      </thead>
      <tbody>
        ${runs.map((run) => runRow(run, shell.now))}
      </tbody>
    </table>
    ${
      next === undefined
        ? ""
        : html`<a class="button" href=${urls.runs({ ...query, cursor: next })}>Further runs</a>`
    }
  </div>`;
}

function noRuns(): TemplateResult {
  return html`<div class="runs-empty">
    <p>No runs yet. Each question that you ask becomes one.</p>
    <a class="button primary" href=${urls.chat()}>Start a chat</a>
  </div>`;
}
