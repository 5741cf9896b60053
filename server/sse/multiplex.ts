import type { Context } from "hono";

import type { EventLog } from "#runtime/log/port.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import { parsePlace, type Place } from "./cursor.ts";
import { frame } from "./frame.ts";
import { heartbeat } from "./heartbeat.ts";
import { sseFormat } from "./lane-format.ts";
import { eventProjection } from "./lanes.ts";
import type { LogSource } from "./log-reader.ts";
import { isKept, resyncTo } from "./resync.ts";
import { streamResponse } from "./stream-response.ts";
import type { StreamServices } from "./stream-services.ts";

/** Threads that one stream may follow. */
export const MAX_SUBSCRIPTIONS = 64;

export interface Subscription {
  readonly thread_id: string;
  readonly place: Place;
}

/**
 * `GET /stream?subscribe=`: every event of several threads on the browser's one stream.
 * Begins with a heartbeat, so that the reader knows at once how far it is behind.
 * Throws ProblemError: 400 for a bad subscription, 404 for a thread that `open` does not know.
 */
export async function browserStream(
  c: Context<AppEnv>,
  services: StreamServices,
  open: (thread_id: string) => Promise<EventLog | undefined>,
): Promise<Response> {
  const subscriptions = parseSubscriptions(
    c.req.query("subscribe") ?? "",
    c.req.header("last-event-id"),
  );
  const logs = await Promise.all(subscriptions.map(({ thread_id }) => open(thread_id)));
  const followed = subscriptions.map(({ thread_id, place }, at) =>
    follow(known(logs[at], thread_id), place),
  );
  const beat = heartbeat(
    followed.map(({ source }) => source.log),
    services.clock.now(),
  );
  const resyncs = followed.map(({ opening }) => opening).join("");
  return streamResponse(c, services, {
    format: sseFormat,
    opening: sseFormat.opening + sseFormat.heartbeat(beat) + resyncs,
    sources: followed.map(({ source }) => source),
  });
}

/**
 * Reads `<thread_id>:<cursor>,...`. `Last-Event-ID` names one thread and wins for it.
 * Throws ProblemError with status 400.
 */
export function parseSubscriptions(text: string, lastEventId?: string): readonly Subscription[] {
  const places = new Map<string, Place>();
  for (const part of text.split(",", MAX_SUBSCRIPTIONS + 1)) {
    const { thread_id, place } = parseSubscription(part);
    if (places.has(thread_id)) throw badSubscription(`"${thread_id}" is named twice`);
    places.set(thread_id, place);
  }
  if (places.size > MAX_SUBSCRIPTIONS) {
    throw badSubscription(`There are more than ${MAX_SUBSCRIPTIONS} threads`);
  }
  if (lastEventId !== undefined && lastEventId !== "") {
    const { thread_id, place } = parseSubscription(lastEventId);
    if (places.has(thread_id)) places.set(thread_id, place);
  }
  return Array.from(places, ([thread_id, place]) => ({ thread_id, place }));
}

const SUBSCRIPTION = /^([A-Za-z0-9_-]{1,64}):([^:]*)$/;

function parseSubscription(text: string): Subscription {
  const [, thread_id, cursor] = SUBSCRIPTION.exec(text) ?? [];
  if (thread_id === undefined || cursor === undefined) {
    throw badSubscription(
      `${JSON.stringify(text.slice(0, 80))} does not name a thread and a cursor`,
    );
  }
  return { thread_id, place: parsePlace(cursor) };
}

function badSubscription(detail: string): ProblemError {
  return new ProblemError({
    status: 400,
    code: "bad_subscription",
    title: "Bad subscription",
    detail,
    fix: "Send subscribe=<thread_id>:<epoch>.<sequence>,... with each thread once",
  });
}

function known(log: EventLog | undefined, thread_id: string): EventLog {
  if (log !== undefined) return log;
  throw new ProblemError({
    status: 404,
    code: "unknown_thread",
    title: "Unknown thread",
    detail: `There is no thread "${thread_id}"`,
    fix: "Leave it out of the subscription",
  });
}

/** A lost place goes on from the head: the page must be loaded anew anyway. */
function follow(log: EventLog, place: Place): { source: LogSource; opening: string } {
  const projection = eventProjection(log.thread_id);
  if (isKept(place, log)) return { source: { log, place, projection }, opening: "" };
  const head = log.head();
  const resync = resyncTo(head.sequence, log);
  return {
    source: { log, place: { ...head, delivered: 0 }, projection },
    opening: frame("resync", JSON.stringify(resync), `${log.thread_id}:${resync.after}`),
  };
}
