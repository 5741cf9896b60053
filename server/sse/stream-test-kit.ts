import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";

import { createParser, type EventSourceMessage } from "eventsource-parser";

import type { EventDraft } from "#runtime/event/catalogue.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import type { Entry, EventLog } from "#runtime/log/port.ts";
import { streamServices, type StreamServices } from "./stream-services.ts";

/** For tests of streams: a new thread's log in memory. */
export function openLog(thread_id = "th_1"): Promise<EventLog> {
  return openMemoryStore().open("s_1", thread_id);
}

type Draft = Pick<EventDraft, "type" | "payload" | "run_id" | "tool_call_id" | "artifact_id">;

/** Appends drafts as the entries that follow the head. */
export async function append(log: EventLog, ...drafts: readonly Draft[]): Promise<void> {
  const head = log.head().sequence;
  await log.append(drafts.map((draft, at) => entry(log, head + 1 + at, draft)));
}

export function entry(log: EventLog, sequence: number, draft: Draft): Entry {
  const event = {
    event_id: `ev_${sequence}`,
    timestamp: "2026-11-30T09:00:00.000Z",
    sequence,
    schema_version: "1",
    session_id: log.session_id,
    thread_id: log.thread_id,
    run_id: "r_1",
    ...draft,
  };
  // Draft ties the payload to its type, and the rest is the envelope.
  return { event: event as Entry["event"], json: JSON.stringify(event) };
}

export function token(text: string, run_id = "r_1"): Draft {
  return { type: "model.delta", payload: { text }, run_id };
}

export function done(run_id = "r_1"): Draft {
  return { type: "turn.completed", payload: { usage: {} }, run_id };
}

/** An event that says three things: two calls wait, and so much was spent. */
export function twoCalls(name: string): Draft {
  const call = (id: string) => ({
    tool_call_id: `${name}_${id}`,
    provider_call_id: id,
    name,
    arguments: "{}",
  });
  return {
    type: "model.completed",
    payload: {
      finish_reason: "tool_calls",
      usage: { output_tokens: 1 },
      tool_calls: [call("a"), call("b")],
    },
  };
}

/** Stream services whose heartbeats come when the test says so. */
export function handBeaten(given: Partial<StreamServices> = {}): {
  readonly services: StreamServices;
  readonly beat: () => void;
  readonly drain: () => void;
  readonly reported: unknown[];
} {
  const ticks = new Set<() => void>();
  const draining = new AbortController();
  const reported: unknown[] = [];
  const services = streamServices({
    clock: { now: () => "2026-11-30T09:00:00.000Z" },
    draining: draining.signal,
    report: (error) => reported.push(error),
    every: (_ms, tick) => {
      ticks.add(tick);
      return () => ticks.delete(tick);
    },
    ...given,
  });
  return {
    services,
    reported,
    drain: () => draining.abort(),
    beat: () => {
      for (const tick of ticks) tick();
    },
  };
}

/** A log that counts its readers and its reads. */
export function observed(log: EventLog): EventLog & { readers: number; reads: number } {
  return Object.assign(Object.create(log) as EventLog, {
    readers: 0,
    reads: 0,
    head: () => log.head(),
    canResume: log.canResume.bind(log),
    append: log.append.bind(log),
    read(this: { reads: number }, after: number, limit?: number) {
      this.reads += 1;
      return log.read(after, limit);
    },
    subscribe(this: { readers: number }, wake: () => void) {
      this.readers += 1;
      const stop = log.subscribe(wake);
      return () => {
        this.readers -= 1;
        stop();
      };
    },
  });
}

/** A client of a stream that reads frame by frame and can hang up as rudely as a network. */
export class StreamClient {
  readonly response: IncomingMessage;
  readonly #frames: EventSourceMessage[] = [];
  readonly #parser = createParser({ onEvent: (event) => this.#frames.push(event) });
  readonly #chunks: AsyncIterator<Buffer>;

  private constructor(response: IncomingMessage) {
    this.response = response;
    // Without an encoding set, a response is read as buffers.
    this.#chunks = response[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<StreamClient> {
    const request = get(url, { headers, agent: false });
    request.on("error", () => {});
    const [response] = (await once(request, "response")) as [IncomingMessage];
    return new StreamClient(response);
  }

  /** Frames one by one, until the server ends the stream. */
  async *frames(): AsyncGenerator<EventSourceMessage> {
    const decoder = new TextDecoder();
    for (;;) {
      for (let next = this.#frames.shift(); next; next = this.#frames.shift()) yield next;
      const chunk = await this.#chunk();
      if (chunk === undefined) return;
      this.#parser.feed(decoder.decode(chunk, { stream: true }));
    }
  }

  /** The next frames, at most so many. */
  async take(count: number): Promise<EventSourceMessage[]> {
    const taken: EventSourceMessage[] = [];
    if (count === 0) return taken;
    for await (const next of this.frames()) {
      taken.push(next);
      if (taken.length === count) break;
    }
    return taken;
  }

  /** Cuts the connection with a reset; what is under way is lost. */
  reset(): void {
    this.response.socket.resetAndDestroy();
  }

  /** The next bytes; undefined when the server ended the stream or cut it off. */
  async #chunk(): Promise<Buffer | undefined> {
    try {
      const next = await this.#chunks.next();
      return next.done === true ? undefined : next.value;
    } catch {
      return undefined;
    }
  }
}

/** One turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

const TURNS_MAX = 100_000;

/** Waits turn by turn until something holds; throws when it does not within very many turns. */
export async function turnsUntil(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    if (holds()) return;
    await nextTurn();
  }
  throw new Error(`Still not so after ${TURNS_MAX} turns: ${holds.toString()}`);
}
