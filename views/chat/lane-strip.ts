import { keyed } from "lit/directives/keyed.js";
import { html, type TemplateResult } from "lit/html.js";

import type { Lane } from "#runtime/event/lane.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { laneGlyph, laneLabel } from "#views/lane-glyph.ts";
import { laneCount, laneValue } from "./lane-value.ts";

/** What a small screen shows of the lanes, most pressing first; always all, so that none moves another. */
const ORDER: readonly Lane[] = ["approvals", "tools", "tokens", "citations", "bundle", "errors"];

/** The lanes as chips where there is no room for their panel; a chip opens the panel as a sheet. */
export function laneStrip(run: RunState): TemplateResult {
  return html`${ORDER.map((lane) => chip(lane, run))}`;
}

function chip(lane: Lane, run: RunState): TemplateResult {
  const { tone } = laneValue(lane, run);
  const count = laneCount(lane, run);
  return html`<button
    class="chip"
    type="button"
    popovertarget="lanes"
    data-lane=${lane}
    data-tone=${tone}
  >
    ${laneGlyph(lane)}<span>${laneLabel(lane)}</span>
    ${keyed(count, html`<span class="value">${count}</span>`)}
  </button>`;
}
