import type { Clock } from "#runtime/services.ts";
import type { WireTap } from "#runtime/model/cassette/exchange-sink.ts";
import { recordingFetch } from "#runtime/model/cassette/recording-fetch.ts";
import type { ModelDriver, ModelRequest } from "#runtime/model/driver.ts";
import { describeFailure } from "#runtime/model/model-failure.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import type { Connection } from "#runtime/model/provider/connection.ts";
import { type AnswerBody, openAnswerBody, readBeginning } from "./answer-body.ts";
import { type AnswerDecoder, createAnswerDecoder } from "./answer-decoder.ts";
import { HttpError } from "./http-error.ts";
import type { OutgoingRequest, Protocol } from "./protocol.ts";
import { INACTIVITY_MS, watchInactivity } from "./watch-inactivity.ts";

export interface HttpDriverOptions {
  readonly connection: Connection;
  readonly protocol: Protocol;
  readonly model: string;
  readonly clock: Clock;
}

/** A driver for one of the protocols over HTTP: one request is one POST, without retries. */
export function createHttpDriver(options: HttpDriverOptions): ModelDriver {
  return {
    provider: options.connection.provider,
    model: options.model,
    stream: (request, signal) => streamAnswer(options, request, signal),
  };
}

/**
 * Owns one request and its answer.
 *
 * 1. However the iteration ends, the provider's socket is closed, or free where the answer is whole.
 * 2. An aborted signal ends it by throwing the signal's reason, never by an `error` event.
 * 3. A batch is what one network chunk brought; nothing follows a `done` or `error`.
 */
async function* streamAnswer(
  { connection, protocol, model, clock }: HttpDriverOptions,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<readonly NormalizedEvent[]> {
  signal.throwIfAborted();
  const watch = watchInactivity(connection.inactivityMs ?? INACTIVITY_MS, clock);
  const stop = AbortSignal.any([signal, watch.signal]);
  let body: AnswerBody | undefined;
  let isWhole = false;
  try {
    const fetch = fetchFor(connection, request.wire);
    const sent = post({ ...connection, fetch }, protocol.write(request, model), stop);
    const response = await watch.over(sent);
    body = openAnswerBody(response, watch, stop);
    const decoder = await accept(response, body, protocol, connection);
    for (;;) {
      const events = await nextBatch(body, decoder, signal);
      const last = events.at(-1);
      if (last === undefined) continue;
      isWhole = last.type === "done";
      yield events;
      if (isWhole || last.type === "error") return; // 3
    }
  } catch (error) {
    signal.throwIfAborted(); // 2
    yield [describeFailure(error, connection)];
  } finally {
    watch.end();
    await (isWhole ? body?.finish(clock) : body?.close()); // 1
  }
}

/** A decoder for an answer that is one; throws HttpError or NotAStreamError for any other. */
async function accept(
  { ok, status, headers }: Response,
  body: AnswerBody,
  protocol: Protocol,
  connection: Connection,
): Promise<AnswerDecoder> {
  if (!ok) throw new HttpError(status, headers, await readBeginning(body));
  return createAnswerDecoder(protocol, headers.get("content-type") ?? "", connection);
}

async function nextBatch(
  body: AnswerBody,
  decoder: AnswerDecoder,
  signal: AbortSignal,
): Promise<readonly NormalizedEvent[]> {
  let chunk: Uint8Array | undefined;
  try {
    chunk = await body.next();
  } catch (cause) {
    signal.throwIfAborted(); // 2
    return decoder.breakOff(cause);
  }
  return chunk === undefined ? decoder.end() : decoder.feed(chunk);
}

function fetchFor(connection: Connection, wire: WireTap | undefined): Connection["fetch"] {
  return wire === undefined ? connection.fetch : recordingFetch(connection, wire);
}

function post(
  connection: Connection,
  outgoing: OutgoingRequest,
  signal: AbortSignal,
): Promise<Response> {
  return connection.fetch(addressOf(connection, outgoing.path), {
    method: "POST",
    headers: { "content-type": "application/json", ...connection.headers },
    body: JSON.stringify(bodyOf(outgoing, connection)),
    signal,
  });
}

function bodyOf({ body }: OutgoingRequest, { leaveOut = [] }: Connection): OutgoingRequest["body"] {
  if (leaveOut.length === 0) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => !leaveOut.includes(name)));
}

function addressOf({ baseUrl, query }: Connection, path: string): URL {
  const url = new URL(baseUrl.replace(/\/+$/, "") + path);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  return url;
}
