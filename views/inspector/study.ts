import { criticalPath } from "./critical-path.ts";
import type { EventIndex } from "./event-index.ts";
import type { Note } from "./note.ts";
import { notesOf } from "./notes.ts";
import { scoreLanes, type ScoreLane } from "./score-bins.ts";
import type { Settings } from "./settings.ts";
import { spanRows, type SpanRow } from "./span-rows.ts";
import { spansOf, type Span } from "./spans.ts";
import { activeTime, axisScale, gapsOf, type Gap, type TimeScale } from "./time-scale.ts";

/** What a look over all events of a run tells. It changes only when events come. */
export interface Study {
  readonly gaps: readonly Gap[];
  /** Milliseconds with something happening. */
  readonly active: number;
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly scale: TimeScale;
  readonly lanes: readonly ScoreLane[];
  readonly spans: readonly SpanRow[];
  /** The spans that the run's end waited for. */
  readonly critical: ReadonlySet<Span>;
  readonly notes: readonly Note[];
}

/** Part of the axis that one gap takes, and all of them together at most. */
const GAP_SHARE = { share: 0.04, most: 0.3 };

/** Looks over a run. Reads every event a few times: for each new event, but not for each frame. */
export function studyRun(index: EventIndex, idle: Settings["idle"]): Study {
  const gaps = gapsOf(index);
  const spans = spansOf(index);
  const scale = axisScale(index.end, idle === "skip" ? gaps : [], GAP_SHARE);
  return {
    gaps,
    active: activeTime(gaps, index.end),
    modelCalls: spans.filter((span) => span.kind === "model").length,
    toolCalls: spans.filter((span) => span.kind === "tool").length,
    scale,
    lanes: scoreLanes(index, scale, spans),
    spans: spanRows(spans),
    critical: criticalPath(spans),
    notes: notesOf({ index, spans, gaps }),
  };
}
