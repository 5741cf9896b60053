import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { icon, type IconName } from "#views/icon.ts";
import { type Place, PLACE_KINDS, type PlaceKind } from "./place.ts";

/** What was found, by kind, as links. */
export function goLinks(places: readonly Place[], query: string): TemplateResult {
  if (places.length === 0) return nothingFound(query);
  return html`${PLACE_KINDS.map(([kind, name]) => {
    const found = places.filter((place) => place.kind === kind);
    if (found.length === 0) return "";
    return html`<section>
      <h2>${name}</h2>
      <ul class="rows">
        ${found.map(
          ({ title, detail, href }) =>
            html`<li>
              <a class="row-main" href=${href} dir="auto">${title}</a>
              <span class="row-text">${detail}</span>
            </li>`,
        )}
      </ul>
    </section>`;
  })}`;
}

/**
 * What was found as the options of a combobox, each with the address that it leads to. The first is
 * the one that Enter takes.
 */
export function goOptions(places: readonly Place[], query: string): TemplateResult {
  const sorted = PLACE_KINDS.flatMap(([kind]) => places.filter((place) => place.kind === kind));
  return html`<div id="go-results" class="go-results">
    <p class="unseen" role="status">${countWords(places.length)}</p>
    ${sorted.length === 0 ? nothingFound(query) : ""}
    <ul
      id="go-options"
      role="listbox"
      aria-label="Places"
      tabindex="0"
      ?hidden=${sorted.length === 0}
    >
      ${sorted.map(option)}
    </ul>
  </div>`;
}

function option({ kind, title, detail, href }: Place, index: number): TemplateResult {
  return html`<li
    id="go-option-${index}"
    role="option"
    aria-selected=${index === 0 ? "true" : "false"}
    data-href=${href}
  >
    ${icon(ICONS[kind], "small")}<span dir="auto">${title}</span><small>${detail}</small>
  </li>`;
}

const ICONS: Readonly<Record<PlaceKind, IconName>> = {
  event: "link",
  run: "runs",
  page: "chevron-right",
  session: "chat",
  tool: "tool",
  agent: "agent",
};

function nothingFound(query: string): TemplateResult {
  return html`<p class="quiet">
    Nothing is called "${query}". Names of sessions, questions, tools, agents and pages are found, a
    run by <code>r_</code> and its id, an event by its number.
  </p>`;
}

function countWords(count: number): string {
  if (count === 0) return "No place found";
  return count === 1 ? "1 place" : `${count} places`;
}
