import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { urls, type RunsQuery } from "#views/urls.ts";
import { filterName, filterWords } from "./runs-filter.ts";
import type { WithoutFilter } from "./runs-query.ts";

/** An empty list says which of its filters empties it, and offers to drop that one. */
export function noMatch(query: RunsQuery, without: readonly WithoutFilter[]): TemplateResult {
  const helpful = without.filter(({ count }) => count > 0);
  return html`<div class="runs-empty">
    <p>${wordsFor(without.length, helpful)}</p>
    <ul>
      ${helpful.map(
        ({ name, value, count }) =>
          html`<li>
            <a class="button" href=${urls.runs({ ...query, [name]: undefined })}
              >Drop ${filterName(name)}: ${filterWords(name, value)}</a
            >
            ${count} ${count === 1 ? "run matches" : "runs match"} without it
          </li>`,
      )}
    </ul>
    <a class="button" href=${urls.runs()}>Show all runs</a>
  </div>`;
}

function wordsFor(filters: number, helpful: readonly WithoutFilter[]): string {
  const [one] = helpful;
  if (filters === 1) return "No run matches this filter.";
  if (one === undefined)
    return "No run matches these filters, and dropping a single one is not enough.";
  if (helpful.length > 1) return "No run matches these filters together.";
  return `No run matches these filters. ${filterName(one.name)} empties the list.`;
}
