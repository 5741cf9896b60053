import { rowOf } from "./list-rows.ts";
import { listEvents } from "./listing.ts";
import type { EventIndex } from "./event-index.ts";
import { isLive, windowAround, type Inspection } from "./inspection.ts";
import { resolvePosition } from "./position.ts";
import type { RunStates } from "./run-states.ts";
import { readSettings, type Query } from "./settings.ts";
import { studyRun } from "./study.ts";

/** Rows of the events list in a page that no script drives. */
const LINKED_ROWS = 200;
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

/** The inspection that an address asks for. The run has at least one event. */
export function inspect(log: RunLog, query: Query): Inspection {
  const { index, states } = log;
  const settings = readSettings(query);
  const last = index.count - 1;
  const newest = states.at(last);
  const asked = query["at"] ?? "";
  const found = resolvePosition(index, asked);
  const at = found ?? last;
  const follows = asked === "" && isLive({ newest });

  const study = studyRun(index, settings.idle);
  const listing = listEvents(index, settings);
  return {
    run_id: log.run_id,
    title: log.title,
    epoch: log.epoch,
    index,
    study,
    listing,
    settings,
    at,
    time: index.time(at),
    motion: follows ? "following" : "still",
    ...(asked !== "" && found === undefined && { notFound: asked }),
    before: states.at(at - 1),
    after: states.at(at),
    newest,
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
export function spanRowAt(rows: Inspection["study"]["spans"], time: number): number {
  return Math.max(
    0,
    rows.findLastIndex((row) => row.spans.some((span) => span.from <= time)),
  );
}
