import { html, nothing, type TemplateResult } from "lit/html.js";

import type { Stretch } from "#runtime/state/compare/event-comparison.ts";
import { excerpt } from "#runtime/state/compare/excerpt.ts";
import { changesOf } from "#runtime/state/compare/row-read-model.ts";
import type { RowOp } from "#runtime/state/compare/rows.ts";
import type { Unit } from "#runtime/state/compare/units.ts";
import { markWords, type Mark } from "#runtime/state/compare/word-marks.ts";
import { count, grouped } from "#views/inspector/quantity.ts";
import { runSeconds } from "#views/inspector/run-clock.ts";
import { SUMMARY_LENGTH, summaryOf } from "#views/inspector/summary.ts";
import { laneGlyph } from "#views/lane-glyph.ts";
import { toolLabel } from "#views/run/tool-call-words.ts";
import { urls } from "#views/urls.ts";
import type { ComparedPair, PairSide } from "./compared-pair.ts";
import type { DiffTable, Side } from "./diff-table.ts";
import { changesView } from "./changes-view.ts";
import { marksView } from "./marks-view.ts";

/** The events of two runs as rows. */
export function eventTable(pair: ComparedPair): DiffTable {
  const { events } = pair;
  return {
    name: "Events",
    rows: events.rows,
    differences: events.differences,
    sections: new Map(),
    cell: (row, side) => cell(pair, row, side),
    more: (row) => more(pair, row),
    folded: (stretch, op) => folded(pair, stretch, op),
  };
}

function cell(pair: ComparedPair, row: number, side: Side): TemplateResult {
  const { index, run } = pair[side];
  const unit = unitAt(pair, row, side);
  if (unit === undefined) throw new RangeError(`Row ${row} has no event of ${side.toUpperCase()}`);
  const { sequence, type } = index.event(unit.at);
  const lane = index.marks(unit.at).at(-1) ?? index.lane(unit.at);
  return html`<a class="seq" href=${urls.run(run.run_id, { at: sequence })}
      ><span class="unseen">${side.toUpperCase()}, event </span>${sequence}</a
    ><span class="time">${runSeconds(index.time(unit.at))}</span>${laneGlyph(lane)}<span
      class="type"
      >${type}${unit.count > 1 ? html`<small> ×${unit.count}</small>` : nothing}</span
    ><span class="summary">${marksView(summary(pair, row, side))}</span>`;
}

function unitAt({ events }: ComparedPair, row: number, side: Side): Unit | undefined {
  const place = events.rows[row]?.[side];
  return place === undefined ? undefined : events[side][place];
}

/** Shown of a text around what changed in it. */
const SUMMARY = { most: SUMMARY_LENGTH, around: 36 };

function summary(pair: ComparedPair, row: number, side: Side): readonly Mark[] {
  const [a, b] = [unitAt(pair, row, "a"), unitAt(pair, row, "b")];
  const unit = side === "a" ? a : b;
  if (a === undefined || b === undefined || pair.events.rows[row]?.op === "same") {
    const text = unit === undefined ? "" : textOf(pair[side], unit).slice(0, SUMMARY_LENGTH);
    return [{ text, changed: false }];
  }
  const marks = markWords(textOf(pair.a, a), textOf(pair.b, b));
  if (marks[side].some(({ changed }) => changed)) return excerpt(marks[side], SUMMARY);
  return hiddenChange(a, b, side) ?? excerpt(marks[side], SUMMARY);
}

/** What a unit says in a line: the text of its deltas, anything else in the inspector's words. */
function textOf({ index }: PairSide, { at, said, tool }: Unit): string {
  const [name, ...others] = Object.keys(said);
  const text = name === "text" || name === "refusal" ? said[name] : undefined;
  if (typeof text !== "string" || others.length > 0) return summaryOf(index.event(at));
  const line = text.replaceAll(/\s+/g, " ").trim();
  return tool === undefined ? line : `${toolLabel(tool)} ${line}`;
}

/** Two lines that read the same although the events differ: the first member that does. */
function hiddenChange(a: Unit, b: Unit, side: Side): readonly Mark[] | undefined {
  const [change] = changesOf(a, b);
  const marks = change?.[side];
  if (change === undefined || marks === undefined) return undefined;
  return [{ text: `${change.path}: `, changed: false }, ...excerpt(marks, SUMMARY)];
}

function more(pair: ComparedPair, row: number): TemplateResult | typeof nothing {
  if (pair.events.rows[row]?.op !== "changed") return nothing;
  return changesView(changesOf(unitAt(pair, row, "a"), unitAt(pair, row, "b")));
}

function folded(pair: ComparedPair, stretch: Stretch, op: RowOp): string {
  const side = op === "added" ? "b" : "a";
  const units = unitsOf(pair, stretch, side);
  if (op === "same") {
    const [a, b] = [eventsOf(units), eventsOf(unitsOf(pair, stretch, "b"))];
    const other = a === b ? "" : ` (${grouped(b)} in B)`;
    return a === 1 ? "1 event is the same" : `${grouped(a)} events are the same${other}`;
  }
  return `${typesOf(units)} only in ${side.toUpperCase()}`;
}

function unitsOf(
  pair: ComparedPair,
  { from, to }: Stretch,
  side: Side,
): readonly (Unit | undefined)[] {
  return Array.from({ length: to - from }, (_, at) => unitAt(pair, from + at, side));
}

function eventsOf(units: readonly (Unit | undefined)[]): number {
  return units.reduce((sum, unit) => sum + (unit?.count ?? 0), 0);
}

/** Classes of events that a fold names. */
const TYPES_NAMED = 3;

/** "14 reasoning.delta, 64 model.delta", the most frequent first. */
function typesOf(units: readonly (Unit | undefined)[]): string {
  const counts = new Map<string, number>();
  for (const unit of units) {
    if (unit !== undefined) counts.set(unit.type, (counts.get(unit.type) ?? 0) + unit.count);
  }
  const named = [...counts].toSorted(([, left], [, right]) => right - left);
  const rest = named.slice(TYPES_NAMED).reduce((sum, [, events]) => sum + events, 0);
  return [
    ...named.slice(0, TYPES_NAMED).map(([type, events]) => `${grouped(events)} ${type}`),
    ...(rest > 0 ? [count(rest, "other")] : []),
  ].join(", ");
}
