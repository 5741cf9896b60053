import { html, nothing, type TemplateResult } from "lit/html.js";

import { COMPARED_EVENTS_MAX } from "#runtime/state/compare/event-comparison.ts";
import { CHANGES_MAX } from "#runtime/state/compare/value-changes.ts";
import { count, grouped } from "#views/inspector/quantity.ts";
import type { ComparedPair } from "./compared-pair.ts";
import type { DiffTable } from "./diff-table.ts";

/** Where the comparison is less than it could be, it says so. */
export function limitNotes(pair: ComparedPair, table: DiffTable): TemplateResult | typeof nothing {
  const notes = NOTES[pair.settings.tab](pair, table);
  return notes.length === 0 ? nothing : html`<p class="compare-note">${notes.join(" ")}</p>`;
}

const NOTES = {
  events: ({ events, a, b }) => [
    ...when(
      !events.isExact,
      "These runs differ so much that only what both have once holds them together: there may be a better alignment.",
    ),
    ...when(
      Math.max(a.index.count, b.index.count) > COMPARED_EVENTS_MAX,
      `Only the first ${grouped(COMPARED_EVENTS_MAX)} events of each run are compared.`,
    ),
  ],
  answer: () => [],
  prompt: ({ a, b }) => {
    const left = Math.max(a.run.prompt.left_out, b.run.prompt.left_out);
    return when(left > 0, `${count(left, "older message")} at the beginning are not compared.`);
  },
  state: (_, { rows }) =>
    when(
      rows.length === CHANGES_MAX,
      `Only the first ${CHANGES_MAX} places that differ are named.`,
    ),
} as const satisfies Record<
  ComparedPair["settings"]["tab"],
  (pair: ComparedPair, table: DiffTable) => readonly string[]
>;

function when(isSo: boolean, words: string): readonly string[] {
  return isSo ? [words] : [];
}
