import type { Context } from "hono";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { EventLog } from "#runtime/log/port.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { partialPlaceId, type Place, placeId } from "#server/sse/cursor.ts";
import type { Encoded, Projection } from "#server/sse/lanes.ts";
import { ReadTurns } from "#server/sse/read-turns.ts";
import { isKept } from "#server/sse/resync.ts";
import { streamResponse } from "#server/sse/stream-response.ts";
import type { StreamServices } from "#server/sse/stream-services.ts";

/**
 * Says a run in a protocol's words. It hears the run's events from the first one on, in order; what it
 * keeps follows from them alone, so that every reader of the same events is told the same.
 */
export interface RunTeller<Message> {
  /** What an event means to the protocol's client; nothing is heard after the run's terminal event. */
  tell(event: RuntimeEvent): readonly Message[];
  /** What ends the answer where the log has no more yet; undefined where the client is to wait for more. */
  rest(): readonly Message[] | undefined;
}

/** A run to follow, and where its reader stands. */
export interface ToldRun<Message> {
  readonly log: EventLog;
  readonly run_id: string;
  /** The sequence before the run's first event. */
  readonly from: number;
  /** What the client has already; a place that the log does not hold counts as none. */
  readonly after?: Place | undefined;
  readonly teller: RunTeller<Message>;
  /**
   * One message as text of the stream. `id` is its place, for a client that comes back; what only ends
   * the answer has none, so that it is said again.
   */
  readonly write: (message: Message, id?: string) => string;
  /** Sent first, and after the last message. */
  readonly opening?: string;
  readonly closing?: string;
}

/** One message as a server-sent event without a name, as the protocols have it. */
export function messageFrame(message: unknown, id?: string): string {
  const idLine = id === undefined ? "" : `id: ${id}\n`;
  return `${idLine}data: ${JSON.stringify(message)}\n\n`;
}

/**
 * Answers with a run as server-sent events of a foreign protocol, live until its end. Leaving early stops
 * nothing; signs of life are comments, which every client skips.
 */
export function runStream<Message>(
  c: Context<AppEnv>,
  streams: StreamServices,
  told: ToldRun<Message>,
): Response | Promise<Response> {
  const { log, from, opening = "" } = told;
  const place: Place = { epoch: log.head().epoch, sequence: from, delivered: 0 };
  // A teller keeps what it heard, so its reads are shared with no other reader.
  const services = { ...streams, turns: new ReadTurns() };
  return streamResponse(c, services, {
    format: { contentType: "text/event-stream", heartbeat: () => ":\n\n" },
    opening,
    sources: [{ log, place, projection: toldProjection(told) }],
  });
}

function toldProjection<Message>(told: ToldRun<Message>): Projection {
  const { log, run_id, teller, write, closing = "" } = told;
  const seen = seenPlace(told);
  return {
    key: `told ${run_id}`,
    encode(entries, epoch): Encoded {
      let text = "";
      for (const { event } of entries) {
        if (event.run_id !== run_id) continue;
        text += fresh(teller.tell(event), event.sequence, seen)
          .map(({ message, part }) => {
            const id =
              part === undefined
                ? placeId(epoch, event.sequence)
                : partialPlaceId(epoch, event.sequence, part);
            return write(message, id);
          })
          .join("");
        if (isRunEnd(event)) return { text: text + closing, isOver: true };
      }
      const last = entries.at(-1)?.event.sequence ?? 0;
      const rest = last === log.head().sequence ? teller.rest() : undefined;
      if (rest === undefined) return { text, isOver: false };
      const ended = rest.map((message) => write(message)).join("");
      return { text: text + ended + closing, isOver: true };
    },
  };
}

function seenPlace({
  after,
  log,
  from,
}: Pick<ToldRun<never>, "after" | "log" | "from">): Pick<Place, "sequence" | "delivered"> {
  return after !== undefined && isKept(after, log) ? after : { sequence: from, delivered: 0 };
}

interface Fresh<Message> {
  readonly message: Message;
  /** How many of its event's messages have gone out with it; absent for the last one. */
  readonly part?: number;
}

/** The messages of an event that the client does not have. */
function fresh<Message>(
  messages: readonly Message[],
  sequence: number,
  seen: Pick<Place, "sequence" | "delivered">,
): readonly Fresh<Message>[] {
  if (sequence <= seen.sequence) return [];
  const skip = sequence === seen.sequence + 1 ? seen.delivered : 0;
  return messages
    .map((message, at) => (at === messages.length - 1 ? { message } : { message, part: at + 1 }))
    .slice(skip);
}

function isRunEnd({ type }: RuntimeEvent): boolean {
  return type === "turn.completed" || type === "turn.failed";
}
