import { createParser } from "eventsource-parser";

import { Backoff } from "./backoff.ts";
import type { StreamMessage } from "./tab-message.ts";

export interface StreamConnectionOptions {
  /** Opens the stream; tests pass their own. */
  readonly open: (url: string, signal: AbortSignal) => Promise<Response>;
  /** The address to read from now, with the newest cursors; none while nothing is wanted. */
  readonly url: () => string | undefined;
  readonly onMessage: (message: StreamMessage) => void;
  readonly onState: (state: ConnectionState) => void;
  /** Silence after which a connection counts as dead: the server sends a heartbeat each 5 s. */
  readonly watchdog_ms?: number;
  readonly backoff?: { readonly first_ms: number; readonly max_ms: number };
}

/** `refused`: the server answered, and not with a stream. */
export type ConnectionState = "connecting" | "open" | "offline" | "refused";

const WATCHDOG_MS = 12_000;
const BACKOFF = { first_ms: 250, max_ms: 10_000 };

/**
 * One stream that is kept open: read, and opened anew after an end, an error or silence.
 *
 * 1. At most one request is open at a time.
 * 2. Each attempt asks for the address again, so it goes on after the newest event that was seen.
 * 3. `restart()` and `wake()` end a wait at once; `close()` ends everything.
 */
export class StreamConnection {
  readonly #options: StreamConnectionOptions;
  readonly #backoff: Backoff;
  readonly #closed = new AbortController();
  #attempt = new AbortController();
  #wake: (() => void) | undefined;
  #lastMessageAt = 0;

  constructor(options: StreamConnectionOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.backoff ?? BACKOFF);
  }

  /** Reads until closed. Never rejects: what goes wrong becomes a state. */
  async run(): Promise<void> {
    while (!this.#closed.signal.aborted) {
      const url = this.#options.url(); // (2)
      if (url === undefined) {
        await this.#pause();
        continue;
      }
      this.#attempt = new AbortController();
      const state = await this.#read(url, this.#attempt.signal); // (1)
      if (this.#closed.signal.aborted) return;
      if (this.#attempt.signal.reason === RESTART) continue;
      this.#options.onState(state);
      await this.#pause(this.#backoff.next_ms());
    }
  }

  /** Opens the stream anew with the address of now. */
  restart(): void {
    this.#attempt.abort(RESTART);
    this.#wake?.();
  }

  /** The page is back: a connection that fell silent meanwhile is not waited for. */
  wake(): void {
    if (performance.now() - this.#lastMessageAt > this.#watchdog_ms / 2) this.restart();
  }

  close(): void {
    this.#closed.abort();
    this.#attempt.abort(RESTART);
    this.#wake?.();
  }

  get #watchdog_ms(): number {
    return this.#options.watchdog_ms ?? WATCHDOG_MS;
  }

  async #read(url: string, signal: AbortSignal): Promise<ConnectionState> {
    const watchdog = new AbortController();
    const ended = AbortSignal.any([signal, watchdog.signal, this.#closed.signal]);
    let timer = setTimeout(() => watchdog.abort(), this.#watchdog_ms);
    const alive = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => watchdog.abort(), this.#watchdog_ms);
      this.#lastMessageAt = performance.now();
    };
    try {
      this.#options.onState("connecting");
      const response = await this.#options.open(url, ended);
      if (!response.ok || response.body === null) return "refused";
      this.#options.onState("open");
      await this.#pump(response.body, alive);
      return "offline";
    } catch {
      return "offline";
    } finally {
      clearTimeout(timer);
      watchdog.abort();
    }
  }

  async #pump(body: ReadableStream<Uint8Array>, alive: () => void): Promise<void> {
    const parser = createParser({
      onEvent: ({ event, id, data }) => {
        this.#backoff.reset();
        this.#options.onMessage({ event: event ?? "message", id: id ?? "", data });
      },
    });
    const decoder = new TextDecoder();
    for await (const chunk of chunksOf(body)) {
      alive();
      parser.feed(decoder.decode(chunk, { stream: true }));
    }
  }

  #pause(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#closed.signal.aborted) this.#wake();
    });
  }
}

const RESTART = Symbol("restart");

/** Not every browser iterates over streams by itself. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}
