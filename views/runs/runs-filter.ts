import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { icon } from "#views/icon.ts";
import { urls } from "#views/urls.ts";
import { RUN_STATUSES, statusWords } from "./run-status.ts";
import { type RunFacets, type RunFilter, type RunSort, SORTS } from "./runs-query.ts";
import type { RunsPage } from "./runs-page.ts";

type Filtered = Pick<RunsPage, "query" | "facets">;

/** Narrows and sorts the list: a plain form, so that the address holds what it shows. */
export function runsFilter({ query, facets }: Filtered): TemplateResult {
  const { agent, tool, from, to, sort } = query;
  const isMoreUsed = [agent, tool, from, to, sort].some((value) => value !== undefined);
  return html`<form class="runs-filter" action=${urls.runs()} role="search" aria-label="Runs">
    <label class="runs-search">
      ${icon("search", "small")}<span class="unseen">Words of the question or title</span>
      <input
        type="search"
        name="q"
        value=${query.q ?? ""}
        placeholder="Question, title or run id"
      />
    </label>
    ${facet("status", "Any status", { query, facets })}
    ${facet("model", "Any model", { query, facets })}
    <button class="button">Filter</button>
    <details class="runs-more" ?open=${isMoreUsed}>
      <summary>More filters</summary>
      <div>
        ${facet("agent", "Any agent", { query, facets })}
        ${facet("tool", "Any tool", { query, facets })} ${day("from", from)} ${day("to", to)}
        <label
          ><span>Sort</span>
          <select name="sort">
            ${SORTS.map((name, index) => option(index === 0 ? "" : name, SORT_WORDS[name], sort))}
          </select></label
        >
      </div>
    </details>
  </form>`;
}

/** What a filter is called. */
export function filterName(name: RunFilter): string {
  return NAMES[name];
}

/** What a filter asks for, in words. */
export function filterWords(name: RunFilter, value: string): string {
  const status = RUN_STATUSES.find((known) => name === "status" && known === value);
  return status === undefined ? value : statusWords(status);
}

const NAMES: Readonly<Record<RunFilter, string>> = {
  q: "Words",
  status: "Status",
  model: "Model",
  agent: "Agent",
  tool: "Tool",
  from: "From day (UTC)",
  to: "To day (UTC)",
};

const SORT_WORDS: Readonly<Record<RunSort, string>> = {
  newest: "Newest first",
  oldest: "Oldest first",
  slowest: "Longest first",
  tokens: "Most tokens first",
  tools: "Most calls first",
};

/** One value to choose, each with the runs that it would leave. */
function facet(name: keyof RunFacets, any: string, { query, facets }: Filtered): TemplateResult {
  const chosen = query[name];
  const values = facets[name];
  const isKnown = chosen === undefined || values.some(({ value }) => value === chosen);
  const all = isKnown ? values : [{ value: chosen, count: 0 }, ...values];
  return html`<label
    ><span>${NAMES[name]}</span>
    <select name=${name}>
      ${option("", any, chosen)}
      ${all.map(({ value, count }) => option(value, `${filterWords(name, value)} (${count})`, chosen))}
    </select></label
  >`;
}

function day(name: "from" | "to", value: string | undefined): TemplateResult {
  return html`<label
    ><span>${NAMES[name]}</span><input type="date" name=${name} value=${value ?? ""}
  /></label>`;
}

function option(value: string, words: string, chosen: string | undefined): TemplateResult {
  return html`<option value=${value} ?selected=${value === (chosen ?? "")}>${words}</option>`;
}
