import { html, nothing, type TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";

import { duration } from "#views/duration.ts";
import { laneGlyph } from "#views/lane-glyph.ts";
import type { EventIndex } from "./event-index.ts";
import { filterView, noMatches } from "./filter-view.ts";
import { eventAddress, type Inspection } from "./inspection.ts";
import { rowOf, type ListRow } from "./list-rows.ts";
import { bytes } from "./quantity.ts";
import { runSeconds } from "./run-clock.ts";
import { SUMMARY_LENGTH, summaryOf } from "./summary.ts";

/** The events, newest last, around the current one. */
export function eventsView(inspection: Inspection): TemplateResult {
  const { listing } = inspection;
  return html`<section class="events" aria-label="Events">
    ${filterView(inspection)}
    <p class="event-heads" aria-hidden="true">
      <span>Seq</span><span>Time</span><span>Δ</span><i></i><span>Type</span><span>Summary</span>
      <span>Size</span>
    </p>
    <div class="event-list" data-list>
      ${listing.rows.length === 0 ? noMatches(inspection) : eventRows(inspection)}
    </div>
  </section>`;
}

function eventRows(inspection: Inspection): TemplateResult {
  const { listing, rows, at, driver } = inspection;
  const current = rowOf(listing.rows, at);
  const shown = listing.rows.slice(rows.from, rows.to);
  const scripted = driver === "script";
  return html`${scripted ? spacer(rows.from) : moreLink(inspection, rows.from - 1, "Earlier events")}
    <ol>
      ${repeat(
        shown,
        (_, offset) => rows.from + offset + rows.slot,
        (row, offset) => listRow(inspection, row, rows.from + offset, current),
      )}
    </ol>
    ${
      scripted
        ? spacer(listing.rows.length - rows.to)
        : moreLink(inspection, rows.to, "Later events")
    }`;
}

/** Stands for rows that are not drawn. An attribute, since the page allows no inline style. */
function spacer(rows: number): TemplateResult {
  return html`<svg
    class="rows-away"
    width="0"
    height="0"
    data-rows=${rows}
    aria-hidden="true"
  ></svg>`;
}

function moreLink(inspection: Inspection, row: number, label: string): TemplateResult | string {
  const there = inspection.listing.rows[row];
  if (there === undefined) return "";
  const { sequence } = inspection.index.event(there.position);
  return html`<a class="more-rows" href=${eventAddress(inspection, sequence)}>${label}</a>`;
}

function listRow(
  inspection: Inspection,
  row: ListRow,
  at: number,
  current: number,
): TemplateResult {
  if (row.kind === "gap") {
    return html`<li class="gap-row" data-future=${at > current ? "" : nothing}>
      <span>${duration(row.ms)} without events</span>
    </li>`;
  }
  return eventRow(inspection, row, at, current);
}

function eventRow(
  inspection: Inspection,
  row: Extract<ListRow, { kind: "events" }>,
  at: number,
  current: number,
): TemplateResult {
  const { index, driver } = inspection;
  const isCurrent = at === current;
  // Inside of a folded stretch the row stands for the very event at which the cursor is.
  const position = isCurrent ? Math.min(inspection.at, row.position + row.count - 1) : row.position;
  const shown = index.row(position);
  const { lane, type } = shown;
  const mark = index.marks(position).at(-1) ?? lane;
  return html`<li aria-setsize=${inspection.listing.rows.length} aria-posinset=${at + 1}>
    <a
      class="event-row"
      href=${eventAddress(inspection, shown.sequence)}
      data-lane=${mark}
      data-future=${at > current ? "" : nothing}
      aria-current=${isCurrent ? "true" : nothing}
      tabindex=${driver === "script" && !isCurrent ? "-1" : nothing}
    >
      <span class="seq">${shown.sequence}</span><span class="time">${seconds(index, shown.t)}</span>
      <span class="delta">${sinceLast(index, position)}</span>${laneGlyph(mark)}
      <span class="type">${type}${row.count > 1 ? html`<small> ×${row.count}</small>` : ""}</span>
      <span class="summary">${row.count > 1 ? foldedSummary(index, row) : shown.summary}</span>
      <span class="size">${bytes(shown.size)}</span>
    </a>
  </li>`;
}

function sinceLast(index: EventIndex, position: number): string {
  return seconds(index, index.time(position) - index.time(position - 1));
}

function seconds({ isTimed }: EventIndex, ms: number): string {
  return isTimed ? runSeconds(ms) : "–";
}

/** The text that a stretch of deltas writes, as much of it as a line holds. */
function foldedSummary(
  index: EventIndex,
  { position, count }: { position: number; count: number },
): string {
  let text = "";
  for (let at = position; at < position + count && text.length < SUMMARY_LENGTH; at += 1) {
    const { payload } = index.event(at);
    text += "text" in payload && typeof payload.text === "string" ? payload.text : "";
  }
  const name = summaryOf(index.event(position));
  return text.trim() === "" ? name : text.replace(/\s+/gu, " ").trim().slice(0, SUMMARY_LENGTH);
}
