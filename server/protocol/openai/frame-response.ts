import type { Context } from "hono";

import type { AppEnv } from "#server/security/app-env.ts";
import { arrival } from "#server/security/arrival.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { StreamServices } from "#server/sse/stream-services.ts";

/** A comment goes out this often while a run waits, so that nobody on the way takes the line for dead. */
const KEEP_ALIVE_MS = 15_000;
const KEEP_ALIVE = ": waiting\n\n";

/** A stream to answer with. */
export interface FrameSource {
  /** Makes the frames; `signal` aborts once nobody reads them or the server stops. */
  readonly frames: (signal: AbortSignal) => AsyncGenerator<string, void>;
  /** Hears of a client that left before the end. */
  readonly onHangUp?: () => void;
}

/**
 * Answers with server-sent events as the client asks for them, one frame a chunk. The frames are a cursor on
 * a log: a slow client holds up nobody. Throws ProblemError where too many streams are open.
 */
export function frameResponse(
  c: Context<AppEnv>,
  services: StreamServices,
  source: FrameSource,
): Response {
  // Nobody would read the body of an answer to HEAD, so nothing would end it.
  if (c.req.method === "HEAD") return new Response(null, { headers: HEADERS });
  const slot = services.slots.take(c.get("access"));
  if (typeof slot === "string") throw tooMany(slot);
  const stream = new FrameStream(source, services, slot);
  arrival(c).outgoing?.once("close", () => stream.hangUp());
  return new Response(stream.body, { headers: HEADERS });
}

/** One client's frames. However it ends, it ends once: no timer runs on and the slot is given back. */
class FrameStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly #left = new AbortController();
  readonly #frames: AsyncGenerator<string, void>;
  readonly #source: FrameSource;
  readonly #services: StreamServices;
  readonly #release: () => void;
  readonly #stopBeats: () => void;
  #beat = Promise.withResolvers<void>();
  #next: Promise<IteratorResult<string, void>> | undefined;
  #hasEnded = false;

  constructor(source: FrameSource, services: StreamServices, release: () => void) {
    this.#source = source;
    this.#services = services;
    this.#release = release;
    this.#frames = source.frames(AbortSignal.any([this.#left.signal, services.draining]));
    this.#stopBeats = services.every(KEEP_ALIVE_MS, () => this.#beat.resolve());
    this.body = new ReadableStream(
      { pull: (controller) => this.#pull(controller), cancel: () => this.hangUp() },
      { highWaterMark: 0 },
    );
  }

  /** The client is gone. After the end it does nothing. */
  hangUp(): void {
    if (this.#hasEnded) return;
    this.#end();
    this.#left.abort();
    this.#source.onHangUp?.();
  }

  async #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    try {
      this.#next ??= this.#frames.next();
      const result = await Promise.race([this.#next, this.#beat.promise]);
      if (this.#hasEnded) return;
      if (result === undefined) {
        this.#beat = Promise.withResolvers();
        return controller.enqueue(Buffer.from(KEEP_ALIVE));
      }
      this.#next = undefined;
      if (result.done !== true) return controller.enqueue(Buffer.from(result.value));
      this.#end();
      controller.close();
    } catch (error) {
      this.#end();
      this.#services.report(error);
      controller.error(error);
    }
  }

  #end(): void {
    this.#hasEnded = true;
    this.#stopBeats();
    this.#release();
  }
}

const HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-cache, no-store, no-transform",
  "X-Accel-Buffering": "no",
};

function tooMany(limit: "user" | "server"): ProblemError {
  return new ProblemError({
    status: limit === "user" ? 429 : 503,
    code: "too_many_streams",
    title: "Too many open streams",
    detail: `The limit of open streams of this ${limit} is reached`,
    fix: "Close a stream, or ask without stream",
  });
}
