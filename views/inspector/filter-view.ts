import { html, nothing, type TemplateResult } from "lit/html.js";

import { icon } from "#views/icon.ts";
import { urls } from "#views/urls.ts";
import { emptyingTerms, withoutTerm, type Term } from "./filter.ts";
import { currentSequence, lookAddress, type Inspection } from "./inspection.ts";
import { grouped } from "./quantity.ts";
import { hiddenSettings } from "./transport-view.ts";

/** The filter of the list, its terms as chips to drop, and whether deltas are folded. */
export function filterView(inspection: Inspection): TemplateResult {
  const { run_id, index, listing, settings, motion } = inspection;
  const folds = settings.fold === "on";
  return html`<div class="event-filter">
    <form action=${urls.run(run_id)} role="search" aria-label="Events">
      ${icon("filter", "small")}
      <input
        type="search"
        name="q"
        .value=${settings.q}
        placeholder="Filter by lane, type, tool, text, seq"
        aria-label="Filter events"
        title="lane:tools -lane:status type:tool tool:search call:call_7 step:2 seq:290-330 ms>500 is:error text"
        autocomplete="off"
        spellcheck="false"
        enterkeyhint="search"
      />
      ${
        motion === "following"
          ? ""
          : html`<input type="hidden" name="at" .value=${String(currentSequence(inspection))} />`
      }
      ${hiddenSettings(settings, "q")}
    </form>
    ${listing.filter.terms.length > 1 ? termChips(inspection) : ""}
    <a
      class="button small"
      href=${lookAddress(inspection, { fold: folds ? "off" : "on" })}
      aria-current=${folds ? "true" : nothing}
      >Fold deltas</a
    >
    <span class="matches">${grouped(listing.matches)} of ${grouped(index.count)}</span>
  </div>`;
}

/** Each term by itself, to drop it. */
function termChips(inspection: Inspection): TemplateResult {
  const { filter } = inspection.listing;
  return html`<span class="terms">
    ${filter.terms.map(
      (term) =>
        html`<a
          class="button small"
          href=${lookAddress(inspection, { q: withoutTerm(filter, term) })}
          aria-label="Drop ${term.source}"
          title="Drop ${term.source}"
          ><code>${term.source}</code>${icon("close", "small")}</a
        >`,
    )}
  </span>`;
}

/** Says which term empties the list, and offers to go on without it. */
export function noMatches(inspection: Inspection): TemplateResult {
  const { index, listing } = inspection;
  const guilty = emptyingTerms(listing.filter, index);
  return html`<div class="no-events">
    <p>No event matches.</p>
    ${guilty.map((term) => dropLink(inspection, term))}
    <a class="button small" href=${lookAddress(inspection, { q: "" })}>Show all events</a>
  </div>`;
}

function dropLink(inspection: Inspection, term: Term): TemplateResult {
  const q = withoutTerm(inspection.listing.filter, term);
  return html`<a class="button small" href=${lookAddress(inspection, { q })}>
    Drop <code>${term.source}</code>
  </a>`;
}
