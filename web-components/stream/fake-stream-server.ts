import type { RuntimeEvent } from "#runtime/event/catalogue.ts";

/** One request for the stream, as the test answers it. */
export interface OpenStream {
  readonly url: string;
  readonly signal: AbortSignal;
  send(text: string): void;
  /** Ends the answer as a server that goes away does. */
  end(): void;
}

/** A server of the browser's one stream, in the hands of a test: it waits for requests and writes to them. */
export class FakeStreamServer {
  readonly requests: OpenStream[] = [];
  #arrivals: (() => void)[] = [];
  #status = 200;

  /** What `LaneSource` calls instead of `fetch`. */
  readonly open = (url: string, signal: AbortSignal): Promise<Response> => {
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        signal.addEventListener("abort", () => controller.error(signal.reason));
        this.requests.push({
          url,
          signal,
          send: (text) => controller.enqueue(encoder.encode(text)),
          end: () => controller.close(),
        });
      },
    });
    for (const arrive of this.#arrivals.splice(0)) arrive();
    return Promise.resolve(new Response(body, { status: this.#status }));
  };

  /** The status of all later answers. */
  refuse(status: number): void {
    this.#status = status;
  }

  /** The request of that number, from 1, as soon as it is there. */
  async request(number: number): Promise<OpenStream> {
    while (this.requests.length < number) {
      await new Promise<void>((resolve) => this.#arrivals.push(resolve));
    }
    const request = this.requests[number - 1];
    if (request === undefined) throw new Error(`There is no request ${number}`);
    return request;
  }
}

/** A message of the stream: one event of a thread on its lane. */
export function message(thread: string, sequence: number, epoch = 1): string {
  const event = textEvent(thread, sequence);
  const id = `${thread}:${epoch}.${sequence}`;
  return `event: tokens\nid: ${id}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** A heartbeat that says how far the threads are. */
export function heartbeat(heads: Readonly<Record<string, string>>): string {
  return `event: hb\ndata: ${JSON.stringify({ heads })}\n\n`;
}

function textEvent(thread_id: string, sequence: number): RuntimeEvent {
  return {
    type: "model.delta",
    event_id: `ev_${sequence}`,
    timestamp: "2026-11-20T14:00:00.000Z",
    sequence,
    schema_version: "1",
    session_id: "s_1",
    thread_id,
    run_id: "r_1",
    payload: { text: `word${sequence} ` },
  };
}
