import type { Context } from "hono";

import type { Lane } from "#runtime/event/lane.ts";
import type { EventLog } from "#runtime/log/port.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { problem } from "#server/security/problem.ts";
import { askedPlace, type Place } from "./cursor.ts";
import { LANE_FORMATS, type LaneFormat, type LaneMediaType } from "./lane-format.ts";
import { laneProjection, parseLanes } from "./lanes.ts";
import { negotiate } from "./negotiate.ts";
import { isKept, resyncTo } from "./resync.ts";
import { streamResponse } from "./stream-response.ts";
import type { StreamServices } from "./stream-services.ts";

/** What a lane address stands for. */
export interface LaneSubject {
  readonly log: EventLog;
  /** With it, only this run's messages, and the stream ends after its Done. */
  readonly run_id?: string;
  /** Where a reader without a cursor starts: after this sequence. Without it, at the log's beginning. */
  readonly from?: number;
  /** The sequence of the run's terminal event, once it has one. */
  readonly ended_at?: number;
  /** Instead of `?lanes=`, where the address itself names the lanes. */
  readonly lanes?: ReadonlySet<Lane>;
}

/**
 * Answers with lane messages as server-sent events, JSON lines or plain text, whatever is accepted.
 * Throws ProblemError with status 400 for a cursor or a lane that is none.
 */
export function laneStream(
  c: Context<AppEnv>,
  services: StreamServices,
  subject: LaneSubject,
): Response | Promise<Response> {
  const format = acceptedFormat(c);
  if (format === undefined) return notAcceptable(c);
  const { log, run_id, from = 0, ended_at = Infinity } = subject;
  const projection = laneProjection(format, { lanes: subject.lanes ?? askedLanes(c), run_id });
  const start: Place = { epoch: log.head().epoch, sequence: from, delivered: 0 };
  const place = askedPlace(c) ?? start;
  if (!isKept(place, log)) {
    if (format.resync === undefined) return conflict(c);
    const opening = format.opening + format.resync(resyncTo(from, log));
    return streamResponse(c, services, {
      format,
      opening,
      sources: [{ log, place: start, projection }],
    });
  }
  // A browser's EventSource comes back after the last message; this tells it to stop.
  if (place.sequence >= ended_at) return new Response(null, { status: 204 });
  return streamResponse(c, services, {
    format,
    opening: format.opening,
    sources: [{ log, place, projection }],
  });
}

function askedLanes(c: Context<AppEnv>): ReadonlySet<Lane> | undefined {
  const names = c.req.query("lanes");
  return names === undefined ? undefined : parseLanes(names);
}

function acceptedFormat(c: Context<AppEnv>): LaneFormat | undefined {
  const type = negotiate(c.req.header("accept"), LANE_MEDIA_TYPES);
  return type === undefined ? undefined : LANE_FORMATS[type];
}

const LANE_MEDIA_TYPES: readonly LaneMediaType[] = [
  "text/event-stream",
  "application/jsonl",
  "text/plain",
];

function notAcceptable(c: Context<AppEnv>): Response | Promise<Response> {
  return problem(c, {
    status: 406,
    code: "not_acceptable",
    title: "No such format",
    detail: `Lanes cannot be sent as ${JSON.stringify(c.req.header("accept") ?? "")}`,
    fix: `Accept one of: ${LANE_MEDIA_TYPES.join(", ")}`,
  });
}

function conflict(c: Context<AppEnv>): Response | Promise<Response> {
  return problem(c, {
    status: 409,
    code: "lost_place",
    title: "The cursor's place is gone",
    detail: "The log does not reach the place that the cursor names",
    fix: "Leave the cursor out to start over",
  });
}
