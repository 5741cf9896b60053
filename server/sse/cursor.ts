import type { Context } from "hono";

import type { Cursor } from "#runtime/log/port.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";

/**
 * How far a reader got: all of the events up to `sequence`, and of the one after it so many messages.
 * On the wire `<epoch>.<sequence>`, or `<epoch>.<sequence>.<messages>` inside an event of several messages.
 */
export interface Place extends Cursor {
  readonly delivered: number;
}

export function placeId(epoch: number, sequence: number): string {
  return `${epoch}.${sequence}`;
}

/** The id of a message that is not the last of its event: `delivered` of its messages went out with it. */
export function partialPlaceId(epoch: number, sequence: number, delivered: number): string {
  return `${epoch}.${sequence}.${delivered}`;
}

/** Reads a place strictly. Throws ProblemError with status 400 that quotes the text. */
export function parsePlace(text: string): Place {
  const [, epoch, sequence, delivered] = PLACE.exec(text) ?? [];
  if (epoch === undefined || sequence === undefined) throw badCursor(text);
  const place = { epoch: Number(epoch), sequence: Number(sequence), delivered: 0 };
  if (delivered === undefined) return place;
  if (place.sequence === 0) throw badCursor(text);
  return { ...place, sequence: place.sequence - 1, delivered: Number(delivered) };
}

/** Where the client wants to go on: `Last-Event-ID`, or else `?after=`. Throws ProblemError with status 400. */
export function askedPlace(c: Context<AppEnv>): Place | undefined {
  const lastEventId = c.req.header("last-event-id");
  if (lastEventId !== undefined && lastEventId !== "") return parsePlace(lastEventId);
  const after = c.req.queries("after");
  return after === undefined ? undefined : parsePlace(after.join(","));
}

/** At most 15 digits, so that every number that passes is exact. */
const PLACE = /^(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,14})(?:\.([1-9]\d{0,14}))?$/;

const QUOTED_CHARS = 40;

function badCursor(text: string): ProblemError {
  const shown = text.length > QUOTED_CHARS ? `${text.slice(0, QUOTED_CHARS)}…` : text;
  return new ProblemError({
    status: 400,
    code: "bad_cursor",
    title: "Bad cursor",
    detail: `The cursor ${JSON.stringify(shown)} does not name a place in a log`,
    fix: "Send <epoch>.<sequence> as an id of this stream gave it, or leave it out to start over",
  });
}
