import { criticalPath } from "./critical-path.ts";
import type { EventIndex } from "./event-index.ts";
import type { Note } from "./note.ts";
import { notesOf } from "./notes.ts";
import { scoreLanes, type ScoreLane } from "./score-bins.ts";
import type { Settings } from "./settings.ts";
import { spanRows, type SpanRow } from "./span-rows.ts";
import { spansOf, type Span } from "./spans.ts";
import {
  activeTime,
  axisScale,
  gapsOf,
  partScale,
  type Gap,
  type TimeScale,
} from "./time-scale.ts";

/** What a look over all events of a run tells. It changes only when events come. */
export interface Survey {
  readonly gaps: readonly Gap[];
  /** Milliseconds with something happening. */
  readonly active: number;
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly spans: readonly SpanRow[];
  /** The spans that the run's end waited for. */
  readonly critical: ReadonlySet<Span>;
  readonly notes: readonly Note[];
}

/** A survey, and the events on an axis: of the whole run, or of the range that one looks at. */
export interface Study extends Survey {
  readonly scale: TimeScale;
  readonly lanes: readonly ScoreLane[];
}

/** Part of the axis that one gap takes, and all of them together at most. */
const GAP_SHARE = { share: 0.04, most: 0.3 };

/** Looks over a run. Reads every event a few times: for each new event, but not for each frame. */
export function surveyRun(index: EventIndex): Survey {
  const gaps = gapsOf(index);
  const spans = spansOf(index);
  return {
    gaps,
    active: activeTime(gaps, index.end),
    modelCalls: spans.filter((span) => span.kind === "model").length,
    toolCalls: spans.filter((span) => span.kind === "tool").length,
    spans: spanRows(spans),
    critical: criticalPath(spans),
    notes: notesOf({ index, spans, gaps }),
  };
}

/** Lays a run out as the settings ask. */
export function studyRun(
  index: EventIndex,
  { idle, range }: Pick<Settings, "idle" | "range">,
  survey: Survey = surveyRun(index),
): Study {
  const gaps = idle === "skip" ? survey.gaps : [];
  const part = timesOf(index, range);
  const scale =
    part === undefined ? axisScale(index.end, gaps, GAP_SHARE) : partScale(part, gaps, GAP_SHARE);
  const spans = survey.spans.flatMap((row) => row.spans);
  return { ...survey, scale, lanes: scoreLanes(index, scale, spans) };
}

/** The times of a range's first and last event; undefined where it holds no time. */
function timesOf(
  index: EventIndex,
  range: Settings["range"],
): { from: number; to: number } | undefined {
  if (range === undefined || index.count === 0) return undefined;
  const from = index.time(Math.max(0, index.positionOf(range.from)));
  const to = index.time(Math.max(0, index.positionOf(range.to)));
  return to > from ? { from, to } : undefined;
}
