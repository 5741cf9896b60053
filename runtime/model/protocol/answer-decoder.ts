import { NotAStreamError, TruncatedStreamError } from "#runtime/model/failure-facts.ts";
import { describeFailure, type ProviderIdentity } from "#runtime/model/model-failure.ts";
import type { ModelError, NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { createFrameCutter, framingOf } from "./frames.ts";
import type { Protocol } from "./protocol.ts";

/** Turns the bytes of one answer into events, in one pass and without waiting. */
export interface AnswerDecoder {
  /** The events that these bytes complete. Throws NotAStreamError. */
  feed(bytes: Uint8Array): NormalizedEvent[];
  /** The events of the bytes' end, a `done` or `error` at last. Throws NotAStreamError where they were no stream. */
  end(): NormalizedEvent[];
  /** The same where the connection broke, with the cause as error unless all had been said before. */
  breakOff(cause: unknown): NormalizedEvent[];
}

/** A decoder for a body of a content type; throws NotAStreamError for a page. */
export function createAnswerDecoder(
  protocol: Protocol,
  contentType: string,
  identity: ProviderIdentity,
): AnswerDecoder {
  const framing = framingOf(contentType, protocol.framing);
  const refusal = new NotAStreamError(`its content type is "${contentType}"`);
  if (framing === undefined) throw refusal;
  const decoder = new TextDecoder();
  const reader = protocol.reader(identity);
  let out: NormalizedEvent[] = [];
  let frames = 0;
  let isOver = false;
  const cutter = createFrameCutter(framing, (data, name) => {
    frames += 1;
    reader.read(data, name, out);
  });
  const given = (): NormalizedEvent[] => {
    const events = out;
    out = [];
    isOver ||= isEnd(events.at(-1));
    return events;
  };
  const end = (): NormalizedEvent[] => {
    if (isOver) return [];
    cutter.feed(decoder.decode());
    cutter.end();
    reader.end(out);
    // Whoever reads an answer goes on until its end: a reader that forgot it must not keep it waiting.
    if (!isEnd(out.at(-1))) out.push(describeFailure(new TruncatedStreamError(), identity));
    return given();
  };

  return {
    feed: (bytes) => {
      cutter.feed(decoder.decode(bytes, STREAMING));
      return given();
    },
    end: () => {
      const events = end();
      if (frames === 0 && !STREAM_TYPE.test(contentType)) throw refusal;
      return events;
    },
    breakOff: (cause) => {
      const events = end();
      const last = events.pop();
      const isTold = last?.type === "done" || (last?.type === "error" && !isTruncation(last));
      return [...events, isTold ? last : describeFailure(cause, identity)];
    },
  };
}

function isEnd(event: NormalizedEvent | undefined): boolean {
  return event?.type === "done" || event?.type === "error";
}

function isTruncation({ code }: ModelError): boolean {
  return code === "stream_truncated";
}

const STREAMING = { stream: true };

/** Types by which a server says that it streams: an answer without frames was cut, else it was none. */
const STREAM_TYPE = /event-stream|ndjson|json-?lines?\b/i;
