import { html, nothing, type TemplateResult } from "lit/html.js";

import type { MarkedChange } from "#runtime/state/compare/marked-changes.ts";
import type { Mark } from "#runtime/state/compare/word-marks.ts";
import { marksView } from "./marks-view.ts";

/** Places of one event that are shown. */
const CHANGES_SHOWN = 12;

/** Where two events differ, member by member. */
export function changesView(changes: readonly MarkedChange[]): TemplateResult | typeof nothing {
  if (changes.length === 0) return nothing;
  const rest = changes.length - CHANGES_SHOWN;
  return html`<dl class="diff-changes">
    ${changes.slice(0, CHANGES_SHOWN).map(changeView)}
    ${rest > 0 ? html`<div><dt>${rest} more</dt></div>` : nothing}
  </dl>`;
}

function changeView({ path, a, b }: MarkedChange): TemplateResult {
  return html`<div>
    <dt>${path}</dt>
    ${value("A", a)} ${value("B", b)}
  </div>`;
}

function value(name: string, marks: readonly Mark[] | undefined): TemplateResult {
  const said = marks === undefined ? html`<i>absent</i>` : marksView(marks);
  return html`<dd data-side=${name.toLowerCase()}>
    <span class="unseen">${name}: </span><span class="value">${said}</span>
  </dd>`;
}
