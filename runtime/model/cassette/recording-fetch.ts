import type { ExchangeEnd, RecordedEnd } from "./cassette.ts";
import type { ExchangeSink, WireTap } from "./exchange-sink.ts";
import { sentRequest } from "./sent-request.ts";

export interface RecordedConnection {
  readonly fetch: typeof globalThis.fetch;
  /** Struck out wherever it turns up. */
  readonly apiKey?: string;
}

/**
 * A `fetch` that shows `tap` what crosses it. Chunks are passed on as they are and as they are asked
 * for; leaving and aborting reach the provider, and the record ends as `cut`.
 */
export function recordingFetch(
  { fetch, apiKey }: RecordedConnection,
  tap: WireTap,
): typeof globalThis.fetch {
  return async (input, init) => {
    const started = tap.clock.monotonic();
    const elapsed = () => tap.clock.monotonic() - started;
    const sink = tap.open(sentRequest(input, init, apiKey));
    const signal = init?.signal ?? undefined;
    let response: Response;
    try {
      response = await fetch(input, init);
    } catch (error) {
      sink.ended(failed(error, elapsed(), signal));
      throw error;
    }
    sink.answered(response, elapsed());
    if (response.body === null) {
      sink.ended({ how: "whole", ms: elapsed() });
      return response;
    }
    return withBody(response, overheard(response.body, sink, elapsed, signal));
  };
}

/** Nothing is read ahead, and a chunk costs one read of its source. */
function overheard(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  sink: ExchangeSink,
  elapsed: () => number,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  const pass = ({ done, value }: Awaited<ReturnType<typeof reader.read>>) => {
    if (done) {
      sink.ended({ how: "whole", ms: elapsed() });
      return controller.close();
    }
    sink.chunk(value, elapsed());
    controller.enqueue(value);
  };
  const fail = (error: unknown) => {
    sink.ended(failed(error, elapsed(), signal));
    controller.error(error);
  };
  return new ReadableStream(
    {
      start: (given) => {
        controller = given;
      },
      pull: () => reader.read().then(pass, fail),
      cancel: (reason) => {
        sink.ended({ how: "cut", ms: elapsed() });
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

function failed(error: unknown, ms: number, signal: AbortSignal | undefined): RecordedEnd {
  const how: ExchangeEnd = signal?.aborted === true ? "cut" : "broken";
  if (how === "cut") return { how, ms };
  return { how, ms, error: error instanceof Error ? error.message : String(error) };
}

/** The same answer with another body; its address stays readable. */
function withBody(response: Response, body: ReadableStream): Response {
  const { status, statusText, headers, url } = response;
  const passed = new Response(body, { status, statusText, headers });
  return Object.defineProperty(passed, "url", { value: url });
}
