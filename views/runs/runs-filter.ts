import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { icon } from "#views/icon.ts";
import { urls } from "#views/urls.ts";
import { RUN_STATUSES, statusWords } from "./run-status.ts";
import type { RunsPage } from "./runs-page.ts";

/** Narrows the list by words, status and model: a plain form, so that the address holds the filter. */
export function runsFilter({ query, models }: Pick<RunsPage, "query" | "models">): TemplateResult {
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
    <label
      ><span>Status</span>
      <select name="status">
        ${option("", "Any status", query.status)}
        ${RUN_STATUSES.map((status) => option(status, statusWords(status), query.status))}
      </select></label
    >
    <label
      ><span>Model</span>
      <select name="model">
        ${option("", "Any model", query.model)}
        ${models.map((model) => option(model, model, query.model))}
      </select></label
    >
    <button class="button">Filter</button>
  </form>`;
}

function option(value: string, words: string, chosen: string | undefined): TemplateResult {
  return html`<option value=${value} ?selected=${value === (chosen ?? "")}>${words}</option>`;
}
