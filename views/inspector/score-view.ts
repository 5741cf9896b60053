import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from "lit/html.js";
import { guard } from "lit/directives/guard.js";

import type { Lane } from "#runtime/event/lane.ts";
import { laneGlyph, laneLabel } from "#views/lane-glyph.ts";
import { PLACE, urls } from "#views/urls.ts";
import { axisTicks } from "./axis-ticks.ts";
import { gapLabels, gapMarks, zigzagPattern } from "./gap-marks.ts";
import {
  currentSequence,
  isLive,
  lookAddress,
  wholeAddress,
  type Inspection,
} from "./inspection.ts";
import { originOf } from "./origin-view.ts";
import { percent, playhead, playheadFlag } from "./playhead.ts";
import { hiddenLanes } from "./lane-terms.ts";
import { grouped } from "./quantity.ts";
import { runSeconds } from "./run-clock.ts";
import { LANE_HEIGHT, ROW_HEIGHT, SCORE_COLUMNS, type ScoreLane } from "./score-bins.ts";
import { axisQuery } from "./settings.ts";

const AXIS_HEIGHT = 25;

/** The lanes of a run over time, with the playhead. One set of marks serves any width. */
export function scoreView(inspection: Inspection): TemplateResult {
  const { study, settings } = inspection;
  const shown = settings.path === "show";
  return html`<div class="score">
    <ul class="score-names">
      <li class="axis-name">
        ${
          settings.range === undefined
            ? html`<span aria-hidden="true">Lanes</span>`
            : html`<a href=${wholeAddress(inspection)}>Whole run</a>`
        }
        <a
          href=${lookAddress(inspection, { path: shown ? "hide" : "show" })}
          aria-current=${shown ? "true" : nothing}
          title="Underline what the end of the run waited for (Shift P)"
          >Critical path</a
        >
      </li>
      ${guard([study, settings.q], () => laneNames(study.lanes, hiddenLanes(settings.q)))}
    </ul>
    ${scoreChart(inspection)}
  </div>`;
}

function laneNames(lanes: readonly ScoreLane[], hidden: ReadonlySet<Lane>): unknown {
  return lanes.map(
    ({ lane, count }) =>
      html`<li
        data-solo=${lane}
        data-hidden=${hidden.has(lane) ? "" : nothing}
        title="${laneLabel(lane)}: click to solo, with Shift to mute"
      >
        ${laneGlyph(lane)}<b>${laneLabel(lane)}</b><span>${grouped(count)}</span>
      </li>`,
  );
}

function scoreChart(inspection: Inspection): TemplateResult {
  const { scale, lanes } = inspection.study;
  const height = AXIS_HEIGHT + lanes.length * ROW_HEIGHT;
  const labels = { middle: (AXIS_HEIGHT + height) / 2, href: idleAddress(inspection) };
  return html`<div class="score-chart">
    ${inspection.driver === "script" ? slider(inspection, height) : picture(inspection, height)}
    <svg class="gap-labels" width="100%" height=${height}>${gapLabels(scale, labels)}</svg>
  </div>`;
}

function picture(inspection: Inspection, height: number): TemplateResult {
  return html`<div class="chart" role="img" aria-label="When events came, by lane">
    ${drawing(inspection, height)}
  </div>`;
}

function slider(inspection: Inspection, height: number): TemplateResult {
  const { index, at } = inspection;
  return html`<div
    class="chart"
    data-scrub
    role="slider"
    aria-label="Position in the run"
    tabindex="0"
    aria-valuemin=${index.event(0).sequence}
    aria-valuemax=${index.lastSequence}
    aria-valuenow=${currentSequence(inspection)}
    aria-valuetext=${placeInWords(inspection, at)}
  >
    ${drawing(inspection, height)}
  </div>`;
}

function drawing(inspection: Inspection, height: number): TemplateResult {
  const { study, time, settings } = inspection;
  const { scale } = study;
  const place = scale.length === 0 ? 0 : scale.place(time) / scale.length;
  return html`<svg width="100%" height=${height}>
    ${guard([study, settings.q], () => still(inspection, height))}
    ${selectionMark(inspection, height)}
    ${playhead(place, { top: AXIS_HEIGHT - 3, bottom: height })}
    ${playheadFlag(place, flagWords(inspection))}
  </svg>`;
}

/** What the pointer has drawn so far of a range to look at. */
function selectionMark({ selection }: Inspection, height: number): SVGTemplateResult | string {
  if (selection === undefined) return "";
  const [from, to] = selection;
  return svg`<rect
    class="selection"
    x=${percent(from)}
    width=${percent(to - from)}
    y=${AXIS_HEIGHT}
    height=${height - AXIS_HEIGHT}
  ></rect>`;
}

/** Without times, the flag tells which event it stands at. */
function flagWords(inspection: Inspection): string {
  const { index, time } = inspection;
  return index.isTimed ? runSeconds(time) : grouped(currentSequence(inspection));
}

function idleAddress(inspection: Inspection): string {
  return lookAddress(inspection, { idle: inspection.settings.idle === "skip" ? "show" : "skip" });
}

function placeInWords({ index }: Inspection, at: number): string {
  const { sequence, type } = index.event(at);
  const last = index.lastSequence;
  const words = type.replaceAll(/[._]/gu, " ");
  const time = index.isTimed ? `${runSeconds(index.time(at))} s` : "time unknown";
  return `Event ${sequence} of ${grouped(last)}, ${time}, ${words}`;
}

/** Everything that stays when the playhead moves. */
function still(inspection: Inspection, height: number): SVGTemplateResult {
  const { index, study, settings } = inspection;
  const hidden = hiddenLanes(settings.q);
  const gap = { top: AXIS_HEIGHT, height: height - AXIS_HEIGHT };
  return svg`${zigzagPattern()}${originMarks(inspection)}
    <line class="axis-line" x2="100%" y1=${AXIS_HEIGHT - 0.5} y2=${AXIS_HEIGHT - 0.5}></line>
    ${(index.isTimed ? axisTicks(study.scale) : []).map(
      ({
        place,
        label,
        minor,
      }) => svg`<svg class=${minor ? "tick minor" : "tick"} x=${percent(place)} overflow="visible">
        <line y1="15" y2="24.5"></line><text x="3" y="20">${label}</text>
      </svg>`,
    )}
    ${study.lanes.map((lane, row) => laneMarks(lane, row, hidden.has(lane.lane)))} ${gapMarks(study.scale, gap)}`;
}

/** What a fork's origin did, behind what the fork does. While it runs its axis moves on: then it is left out. */
function originMarks(inspection: Inspection): SVGTemplateResult | typeof nothing {
  const { run_id, settings, study } = inspection;
  const isDrawn = originOf(inspection) !== undefined && !isLive(inspection);
  if (PLACE === "file" || !isDrawn) return nothing;
  return svg`<image
    class="origin-marks"
    href=${urls.originScore(run_id, axisQuery(settings))}
    y=${AXIS_HEIGHT}
    width="100%"
    height=${study.lanes.length * ROW_HEIGHT}
    preserveAspectRatio="none"
  ></image>`;
}

function laneMarks({ lane, path }: ScoreLane, row: number, isHidden: boolean): SVGTemplateResult {
  const top = AXIS_HEIGHT + row * ROW_HEIGHT;
  return svg`<line class="lane-line" x2="100%" y1=${top + ROW_HEIGHT - 0.5} y2=${top + ROW_HEIGHT - 0.5}></line>
    <svg
      data-lane=${lane}
      data-hidden=${isHidden ? "" : nothing}
      y=${top + ROW_HEIGHT - LANE_HEIGHT - 1.5}
      width="100%"
      height=${LANE_HEIGHT}
      viewBox=${`0 0 ${SCORE_COLUMNS} ${LANE_HEIGHT}`}
      preserveAspectRatio="none"
    ><path class="marks" d=${path}></path></svg>`;
}
