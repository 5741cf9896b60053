import { isTerminal } from "#runtime/state/run-queries.ts";
import type { TurnState } from "#runtime/state/thread-state.ts";
import { urls } from "#views/urls.ts";
import type { EventIndex } from "./event-index.ts";
import type { Listing } from "./listing.ts";
import { settingsQuery, type Settings } from "./settings.ts";
import type { Study } from "./study.ts";

/**
 * All that the inspector shows: one run, one cursor, and how to look at it. The server makes one
 * for a page, the browser one for every frame; the views make the same HTML of either.
 */
export interface Inspection {
  readonly run_id: string;
  /** The session's title. */
  readonly title: string;
  /** How often the run's log was opened for writing: the first half of a cursor. */
  readonly epoch: number;
  readonly index: EventIndex;
  readonly study: Study;
  readonly listing: Listing;
  readonly settings: Settings;

  /** Position of the current event. */
  readonly at: number;
  /** Where the playhead stands, in milliseconds: at the current event, or between two while playing. */
  readonly time: number;
  readonly motion: "still" | "playing" | "following";
  /** The parts of the axis, from 0 to 1, between which a person is about to choose a range. */
  readonly selection?: readonly [from: number, to: number];
  /** What was asked for in the event box and not found. */
  readonly notFound?: string;

  /** The turn before and after the current event, and after the newest one. */
  readonly before: TurnState | undefined;
  readonly after: TurnState | undefined;
  readonly newest: TurnState | undefined;

  readonly rows: RowWindow;
  readonly spanRows: RowWindow;
  /** Who moves it: links and forms alone, or the script, which adds what links cannot do. */
  readonly driver: "links" | "script";
}

/** A stretch of a longer list, the end not included. */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
  /**
   * Added to a row's place, it names the nodes that draw it. A window that leaps to other rows takes
   * its nodes along; one that glides leaves each row its own.
   */
  readonly slot: number;
}

/** Whether events may still come. */
export function isLive({ newest }: Pick<Inspection, "newest">): boolean {
  return newest !== undefined && !isTerminal(newest.run.status);
}

/** The sequence of the current event. */
export function currentSequence({ index, at }: Pick<Inspection, "index" | "at">): number {
  return index.event(at).sequence;
}

type Place = Pick<Inspection, "run_id" | "index" | "at" | "settings" | "motion">;

/** The address of the same look at another event. */
export function eventAddress({ run_id, settings }: Place, sequence: number): string {
  return urls.run(run_id, { at: sequence, ...settingsQuery(settings) });
}

/** The address of another look at the same event. */
export function lookAddress(place: Place, change: Partial<Settings>): string {
  return addressOf(place, { ...place.settings, ...change });
}

/** The address of the same look at the same event, on the axis of the whole run. */
export function wholeAddress(place: Place): string {
  const { range: _, ...settings } = place.settings;
  return addressOf(place, settings);
}

function addressOf(place: Place, settings: Settings): string {
  const query = settingsQuery(settings);
  if (place.motion === "following") return urls.run(place.run_id, query);
  return urls.run(place.run_id, { at: currentSequence(place), ...query });
}

/** The address that goes on with a live run as it grows. */
export function liveAddress({ run_id, settings }: Place): string {
  return urls.run(run_id, settingsQuery(settings));
}

/** A window of `size` rows with a row in its first third, moved to lie within the list. */
export function windowAround(row: number, size: number, count: number): RowWindow {
  const from = Math.max(0, Math.min(row - Math.floor(size / 3), count - size));
  return { from, to: Math.min(count, from + size), slot: 0 };
}
