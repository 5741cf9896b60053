import { rowOf } from "./list-rows.ts";
import { listEvents, type Listing } from "./listing.ts";
import type { EventIndex } from "./event-index.ts";
import { isLive, windowAround, type Inspection } from "./inspection.ts";
import { askedPosition } from "./position.ts";
import type { RunStates } from "./run-states.ts";
import { readSettings, type Query } from "./settings.ts";
import { studyRun, type Study } from "./study.ts";

/** Rows of the events list in a page that no script drives. */
const LINKED_ROWS = 40;
/** Rows of its waterfall. */
const LINKED_SPAN_ROWS = 60;

/** A run as it stands in the log. */
export interface RunLog {
  readonly run_id: string;
  /** The session's title; empty when it has none. */
  readonly title: string;
  readonly epoch: number;
  readonly index: EventIndex;
  readonly states: RunStates;
}

/** What was made of a whole log, if somebody has made it already. */
export interface Prepared {
  readonly study: Study;
  readonly listing: Listing;
}

/** The inspection that an address asks for. The run has at least one event. */
export function inspect(log: RunLog, query: Query, prepared?: Prepared): Inspection {
  const { index, states, ...facts } = log;
  const settings = readSettings(query);
  const asked = query["at"] ?? "";
  const newest = states.at(index.count - 1);
  const follows = asked === "" && isLive({ newest });
  const found = follows ? undefined : askedPosition(index, query);
  const at = found ?? index.count - 1;
  const study = prepared?.study ?? studyRun(index, settings);
  const listing = prepared?.listing ?? listEvents(index, settings);
  return {
    ...facts,
    index,
    study,
    listing,
    settings,
    at,
    time: index.time(at),
    motion: follows ? "following" : "still",
    ...(asked !== "" && found === undefined && { notFound: asked }),
    newest,
    before: states.at(at - 1),
    after: states.at(at),
    rows: windowAround(rowOf(listing.rows, at), LINKED_ROWS, listing.rows.length),
    spanRows: windowAround(
      spanRowAt(study.spans, index.time(at)),
      LINKED_SPAN_ROWS,
      study.spans.length,
    ),
    driver: "links",
  };
}

/** The row of the waterfall that was busy last at a time. */
export function spanRowAt(rows: Study["spans"], time: number): number {
  return Math.max(
    0,
    rows.findLastIndex((row) => row.spans.some((span) => span.from <= time)),
  );
}
