import type { ComparedRun } from "#runtime/state/compare/compared-run.ts";
import { compareEvents, type EventComparison } from "#runtime/state/compare/event-comparison.ts";
import { firstDifference, type FirstDifference } from "#runtime/state/compare/first-difference.ts";
import { EventIndex } from "#views/inspector/event-index.ts";
import type { CompareSettings } from "./settings.ts";

/** One of both runs with its events by position. */
export interface PairSide {
  readonly run: ComparedRun;
  readonly index: EventIndex;
}

/** Two runs beside each other, and how they are looked at. */
export interface ComparedPair {
  readonly settings: CompareSettings;
  readonly a: PairSide;
  readonly b: PairSide;
  readonly events: EventComparison;
  readonly first?: FirstDifference;
}

/** Compares two runs as the settings ask. */
export function comparePair(
  a: ComparedRun,
  b: ComparedRun,
  settings: CompareSettings,
): ComparedPair {
  const events = compareEvents(a.events, b.events, settings.by);
  const first = firstDifference(events);
  return { settings, a: sideOf(a), b: sideOf(b), events, ...(first && { first }) };
}

/** A comparison shows no event's JSON, so its index holds none. */
function sideOf(run: ComparedRun): PairSide {
  return { run, index: new EventIndex(run.events.map((event) => ({ event, json: "" }))) };
}
