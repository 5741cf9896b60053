import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from "lit/html.js";

import type { Lane } from "#runtime/event/lane.ts";
import { gapMarks, zigzagPattern } from "#views/inspector/gap-marks.ts";
import { percent } from "#views/inspector/playhead.ts";
import { count } from "#views/inspector/quantity.ts";
import {
  LANE_HEIGHT,
  SCORE_COLUMNS,
  scoreLanes,
  type ScoreLane,
} from "#views/inspector/score-bins.ts";
import { spansOf } from "#views/inspector/spans.ts";
import type { TimeScale } from "#views/inspector/time-scale.ts";
import { laneGlyph, laneLabel } from "#views/lane-glyph.ts";
import { commonAxis } from "./common-axis.ts";
import type { ComparedPair, PairSide } from "./compared-pair.ts";
import type { Side } from "./diff-table.ts";
import { partingFlag, partingPlace, partingSentence } from "./parting.ts";

/** Height of the lanes of one run, and of the flag above them. */
const STRIP_HEIGHT = 84;
const FLAG_HEIGHT = 24;
/** Between the two runs. */
const STRIP_GAP = 9;
/** The strips take the whole width: a column is wide enough for a mark. */
const MARK_COLUMNS = 1;

/** When events came in both runs, on one axis of time, and where the two part. */
export function twinScore(pair: ComparedPair): TemplateResult {
  const { a, b } = pair;
  const [left, right] = commonAxis(a.index, b.index);
  const lanes = { a: lanesOf(a, left), b: lanesOf(b, right) };
  const all = [...lanes.a, ...lanes.b];
  const used = new Set(all.filter(({ count: events }) => events > 0).map(({ lane }) => lane));
  const shown = (side: readonly ScoreLane[]) => side.filter(({ lane }) => used.has(lane));
  return html`<div class="twin">
    <p class="first-difference">${partingSentence(pair)}</p>
    <div class="twin-strips">
      ${strip("A", { side: a, scale: left, lanes: shown(lanes.a) })}
      ${strip("B", { side: b, scale: right, lanes: shown(lanes.b) })}
      ${parting(pair, { a: left, b: right })}
    </div>
  </div>`;
}

function lanesOf({ index }: PairSide, scale: TimeScale): readonly ScoreLane[] {
  return scoreLanes(index, scale, spansOf(index), MARK_COLUMNS);
}

interface Strip {
  readonly side: PairSide;
  readonly scale: TimeScale;
  /** Those that either run has. */
  readonly lanes: readonly ScoreLane[];
}

function strip(name: string, { side, scale, lanes }: Strip): TemplateResult {
  return html`<p class="strip-name">
      <b>${name}</b><span>${count(side.index.count, "event")}</span>
    </p>
    <ul class="strip-lanes">
      ${lanes.map(laneName)}
    </ul>
    <div class="strip-chart" role="img" aria-label="When the events of ${name} came, by lane">
      <svg width="100%" height=${STRIP_HEIGHT}>
        ${name === "A" ? zigzagPattern() : nothing} ${laneRows(lanes).map(laneMarks)}
        ${gapMarks(scale, { top: 0, height: STRIP_HEIGHT })}
      </svg>
    </div>`;
}

function laneName({ lane, count: events }: ScoreLane): TemplateResult {
  return html`<li data-share=${shareOf(lane)}>
    ${laneGlyph(lane)}<span class="unseen">${laneLabel(lane)}, ${count(events, "event")}</span>
  </li>`;
}

interface LaneRow extends ScoreLane {
  readonly top: number;
  readonly height: number;
}

function laneRows(lanes: readonly ScoreLane[]): readonly LaneRow[] {
  const shares = lanes.map(({ lane }) => shareOf(lane));
  const share = STRIP_HEIGHT / Math.max(1, sum(shares));
  return lanes.map((lane, row) => ({
    ...lane,
    top: tenths(share * sum(shares.slice(0, row))),
    height: tenths(share * shareOf(lane.lane)),
  }));
}

/** Lanes whose marks tell how much came have twice the height of those that tell that something came. */
function shareOf(lane: Lane): number {
  return lane === "tokens" || lane === "reasoning" ? 2 : 1;
}

function tenths(length: number): number {
  return Math.round(length * 10) / 10;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function laneMarks({ lane, path, top, height }: LaneRow): SVGTemplateResult {
  return svg`<line class="lane-line" x2="100%" y1=${tenths(top + height - 0.5)} y2=${tenths(top + height - 0.5)}></line>
    <svg
      data-lane=${lane}
      y=${tenths(top + 1)}
      width="100%"
      height=${tenths(height - 2)}
      viewBox=${`0 0 ${SCORE_COLUMNS} ${LANE_HEIGHT}`}
      preserveAspectRatio="none"
    ><path class="marks" d=${path}></path></svg>`;
}

/** A line through both runs where they part; it steps where they come there at different times. */
function parting(
  pair: ComparedPair,
  scales: Readonly<Record<Side, TimeScale>>,
): TemplateResult | typeof nothing {
  if (pair.first === undefined) return nothing;
  const a = partingPlace(pair, "a", scales.a);
  const b = partingPlace(pair, "b", scales.b);
  const middle = FLAG_HEIGHT + STRIP_HEIGHT + STRIP_GAP / 2;
  const bottom = FLAG_HEIGHT + 2 * STRIP_HEIGHT + STRIP_GAP;
  return html`<svg class="parting" width="100%" height=${bottom}>
    <line x1=${percent(a)} x2=${percent(a)} y1="2" y2=${middle}></line>
    <line x1=${percent(a)} x2=${percent(b)} y1=${middle} y2=${middle}></line>
    <line x1=${percent(b)} x2=${percent(b)} y1=${middle} y2=${bottom}></line>
    ${partingFlag(pair, a)}
  </svg>`;
}
