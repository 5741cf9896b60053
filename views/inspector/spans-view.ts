import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from "lit/html.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";

import { duration } from "#views/duration.ts";
import { gapMarks } from "./gap-marks.ts";
import { currentSequence, eventAddress, type Inspection } from "./inspection.ts";
import { percent, playhead } from "./playhead.ts";
import type { SpanRow } from "./span-rows.ts";
import type { Span } from "./spans.ts";

/** Height of one row of the waterfall, in pixels. */
const SPAN_ROW_HEIGHT = 21;
/** Part of the axis that a character takes, and the room around words: words that do not fit are left out. */
const CHARACTER = 0.0088;
const AROUND = 0.018;
/** The narrowest bar, as a part of the axis: what took no time is still seen. */
const NARROWEST = 0.004;

/** The waterfall: run, steps, and the model calls, tools and approvals in them, on the score's axis. */
export function spansView(inspection: Inspection): TemplateResult {
  const { study, settings } = inspection;
  const { from, to, slot } = inspection.spanRows;
  const rows = study.spans.slice(from, to);
  const height = study.spans.length * SPAN_ROW_HEIGHT;
  const top = from * SPAN_ROW_HEIGHT;
  const slotOf = (_: SpanRow, offset: number) => from + offset + slot;
  return html`<div class="spans" role="group" aria-label="Spans" data-spans>
    <div class="span-names">
      <svg width="0" height=${top} aria-hidden="true"></svg>
      <ol>
        ${guard([study, from, to, slot], () => repeat(rows, slotOf, rowName))}
      </ol>
    </div>
    <svg class="span-chart" width="100%" height=${height}>
      ${guard([study, settings, from, to, slot, endedBy(rows, inspection)], () =>
        repeat(rows, slotOf, (row, at) => spanRow(inspection, row, top + at * SPAN_ROW_HEIGHT)),
      )}
      ${overlay(inspection, height)}
    </svg>
  </div>`;
}

/** The current event if a span of these rows ends with it: only then does the cursor change their looks. */
function endedBy(rows: readonly SpanRow[], inspection: Inspection): number | undefined {
  const current = currentSequence(inspection);
  const ends = rows.some(({ spans }) => spans.some(({ last }) => last === current));
  return ends ? current : undefined;
}

function rowName({ name, depth }: SpanRow): TemplateResult {
  return html`<li data-depth=${depth} title=${name}>${name}</li>`;
}

function overlay({ study, time }: Inspection, height: number): SVGTemplateResult {
  const { scale } = study;
  const place = scale.length === 0 ? 0 : scale.place(time) / scale.length;
  const gaps = guard([study], () => gapMarks(scale, { top: 0, height }));
  return svg`${gaps}${playhead(place, { top: 0, bottom: height })}`;
}

function spanRow(inspection: Inspection, row: SpanRow, y: number): SVGTemplateResult {
  const { from, to } = inspection.study.scale;
  const shown = row.spans.filter((span) => span.to >= from && span.from <= to);
  return svg`${shown.map((span) => spanBar(inspection, span, y))}`;
}

function spanBar(inspection: Inspection, span: Span, y: number): SVGTemplateResult {
  const { scale } = inspection.study;
  const from = scale.place(span.from) / (scale.length || 1);
  const width = Math.max(NARROWEST, scale.place(span.to) / (scale.length || 1) - from);
  const current = currentSequence(inspection);
  const isCritical = inspection.settings.path === "show" && inspection.study.critical.has(span);
  const isCurrent = span.kind !== "run" && span.kind !== "step" && span.last === current;
  const isSelected = inspection.settings.sel === span.id;
  return svg`<a
    href=${spanAddress(inspection, span)}
    aria-label=${spanInWords(inspection, span)}
    aria-current=${isSelected ? "true" : nothing}
  >
    <svg
      class="span"
      x=${percent(from)}
      y=${y + 3}
      width=${percent(width)}
      height=${SPAN_ROW_HEIGHT - 6}
      data-kind=${span.kind}
      data-lane=${span.lane}
      data-state=${span.state}
      data-again=${span.attempt > 1 ? "" : nothing}
      data-current=${isCurrent ? "" : nothing}
      data-critical=${isCritical ? "" : nothing}
    >
      ${barShape(span)}
      <text x="6" y="11.5">${barWords(inspection, span, width)}</text>
    </svg>
  </a>`;
}

/** The beginning of a span, selected; of the selected one, no longer. */
function spanAddress(inspection: Inspection, { id, first }: Span): string {
  const { settings } = inspection;
  const sel = settings.sel === id ? "" : id;
  return eventAddress({ ...inspection, settings: { ...settings, sel } }, first);
}

/** What took no time is a dot: a bar would claim some. */
function barShape(span: Span): SVGTemplateResult {
  const isInstant = span.from === span.to && span.state !== "open";
  return svg`${
    isInstant
      ? svg`<circle class="bar" cx="4" cy="50%" r="4"></circle>`
      : svg`<rect class="bar" width="100%" height="100%" rx="3"></rect>`
  }${span.attempt > 1 ? svg`<rect class="again" width="100%" height="100%" rx="3"></rect>` : ""}<line class="critical" x2="100%" y1="100%" y2="100%"></line>`;
}

/** What a bar says, the longest first. */
function outcomes({ index }: Inspection, span: Span): readonly [string, string] {
  if (!index.isTimed) return [span.outcome, span.outcome];
  if (span.from === span.to) return [span.outcome, span.outcome];
  const took = duration(span.to - span.from);
  if (span.attempt > 1) return [`${took} · same ${AGAIN[span.kind]}, again`, took];
  if (span.outcome === "") return [took, took];
  return span.state === "failed"
    ? [`${span.outcome} · ${took}`, span.outcome]
    : [`${took} · ${span.outcome}`, took];
}

const AGAIN: Readonly<Record<Span["kind"], string>> = {
  run: "run",
  step: "step",
  model: "request",
  tool: "call",
  approval: "question",
  subagent: "work",
};

function barWords(inspection: Inspection, span: Span, width: number): string {
  const fits = (words: string) => words.length * CHARACTER + AROUND <= width;
  return outcomes(inspection, span).find(fits) ?? "";
}

function spanInWords(inspection: Inspection, span: Span): string {
  const again = span.attempt > 1 ? `attempt ${span.attempt}` : "";
  const waits = inspection.study.critical.has(span) ? "on the critical path" : "";
  const words = [span.name, again, outcomes(inspection, span)[0], span.state, waits];
  return words.filter((word) => word !== "").join(", ");
}
