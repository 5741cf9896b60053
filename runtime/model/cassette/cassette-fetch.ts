import type { Clock } from "#runtime/services.ts";
import type { Cassette, RecordedChunk } from "./cassette.ts";
import type { Playhead } from "./playhead.ts";

/** When the chunks of a recording come. */
export type Pacing =
  | { readonly pace: "instant" }
  /** As they came, by this clock. */
  | { readonly pace: "recorded"; readonly clock: Clock }
  /** As the caller lets them. */
  | { readonly pace: "stepped" | "held"; readonly playhead: Playhead };

/**
 * A `fetch` that answers every request with the recording, chunk by chunk as it came. A recording
 * that was cut, or whose connection broke, ends as a broken connection does.
 */
export function cassetteFetch(cassette: Cassette, pacing: Pacing): typeof globalThis.fetch {
  return async (_input, init) => {
    const signal = init?.signal ?? undefined;
    signal?.throwIfAborted();
    const started = pacing.pace === "recorded" ? pacing.clock.monotonic() : 0;
    const due: Due = (ms, until) => waitFor(ms, started, pacing, until);
    const { response, end } = cassette;
    if (response === undefined) {
      await due(end.ms, signal);
      throw new TypeError("fetch failed", { cause: connectionBroke(end.error) });
    }
    await due(response.ms, signal);
    const { status, headers } = response;
    const body = BODILESS.has(status) ? null : playedBody(cassette, pacing, due, signal);
    return new Response(body, { status, headers: played(headers) });
  };
}

/** Waits until a moment of the recording, counted from its request. Rejects with the signal's reason. */
type Due = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** The recorded bytes are those behind the transfer and its compression. */
function played(headers: Readonly<Record<string, string>>): Headers {
  const kept = new Headers(headers);
  kept.delete("content-encoding");
  kept.delete("transfer-encoding");
  return kept;
}

function playedBody(
  { chunks, end }: Cassette,
  pacing: Pacing,
  due: Due,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  const stop = new AbortController();
  const left = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const source = playedChunks(chunks, pacing, due, left);
  return new ReadableStream(
    {
      async pull(controller) {
        const next = await source.next();
        if (next.done !== true) return controller.enqueue(next.value);
        await due(end.ms, left);
        if (end.how === "whole") return controller.close();
        throw new TypeError("terminated", { cause: connectionBroke(end.error) });
      },
      cancel: (reason) => stop.abort(reason),
    },
    { highWaterMark: 0 },
  );
}

async function* playedChunks(
  chunks: readonly RecordedChunk[],
  pacing: Pacing,
  due: Due,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (const { ms, bytes } of chunks) {
    await due(ms, signal);
    if ("playhead" in pacing) await pacing.playhead.pass(signal);
    signal.throwIfAborted();
    yield new Uint8Array(bytes); // the reader may do with its bytes what it likes
  }
  if ("playhead" in pacing) await pacing.playhead.pass(signal);
}

async function waitFor(
  ms: number,
  started: number,
  pacing: Pacing,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  if (pacing.pace !== "recorded") return;
  const rest = started + ms - pacing.clock.monotonic();
  if (rest > 0) await pacing.clock.sleep(rest, signal);
}

/** What `fetch` says of a socket that the other side closed. */
function connectionBroke(said: string | undefined): Error {
  const error = new Error(said ?? "The recording ends here");
  return Object.assign(error, { code: "UND_ERR_SOCKET" });
}
