import type { Lane } from "#runtime/event/lane.ts";
import type { Part, RunState } from "#runtime/state/thread-state.ts";
import { VISIBLE_LANES } from "#views/lane-glyph.ts";

/** A piece of one lane in a run's small picture. Places run from 0 to 1. */
export interface StripMark {
  readonly lane: Lane;
  readonly from: number;
  readonly to: number;
}

/** Most marks of one picture: it is 96 px wide. The newest are kept. */
const MARKS_MAX = 48;

/**
 * A run as a small picture, read off its parts alone: which lane spoke, in which order, and for how
 * long. Lengths go with the root of the time, so that one slow call does not hide the rest.
 */
export function runStrip(run: RunState): readonly StripMark[] {
  const parts = run.parts.slice(-MARKS_MAX);
  const lengths = parts.map((part, at) => Math.sqrt(took(run, part, parts[at + 1])) + SHORTEST);
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  let from = 0;
  return parts.map((part, at) => {
    const mark = { lane: laneOfPart(part), from, to: from + (lengths[at] ?? 0) / whole };
    from = mark.to;
    return mark;
  });
}

/** Added to each length: what took no time is still seen. */
const SHORTEST = 6;

/** The row of a lane in the picture, from the top. */
export function stripRow(lane: Lane): number {
  return Math.max(0, VISIBLE_LANES.indexOf(lane));
}

/** Milliseconds until the next part, or the end of the run. */
function took(run: RunState, part: Part, next: Part | undefined): number {
  const end = Date.parse(next?.at ?? run.ended_at ?? part.at);
  return Math.max(0, end - Date.parse(part.at));
}

function laneOfPart(part: Part): Lane {
  switch (part.kind) {
    case "text":
      return "tokens";
    case "approval":
      return "approvals";
    case "error":
      return "errors";
    case "notice":
      return "status";
    case "reasoning":
    case "tools":
    case "bundle":
      return part.kind;
  }
}
