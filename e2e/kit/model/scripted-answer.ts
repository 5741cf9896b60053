import type { IncomingMessage, ServerResponse } from "node:http";

import type { Cassette } from "#runtime/model/cassette/cassette.ts";
import { cassetteFetch, type Pacing } from "#runtime/model/cassette/cassette-fetch.ts";
import { Playhead } from "#runtime/model/cassette/playhead.ts";
import { systemClock } from "#runtime/system-services.ts";
import { type Answer, type AnswerPacing, type Failure, isCassette } from "./answer.ts";
import { framesOf, toCassette } from "./to-cassette.ts";

/** A request as the model got it. */
export interface ModelRequest {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** The client hung up in the midst of an answer. */
export interface ClosedByClient {
  /** `performance.now()` of this process. */
  readonly at: number;
  /** `end`: it said that it was done; otherwise what broke the connection, such as ECONNRESET. */
  readonly cause: string;
  /** Deltas that it had been sent. */
  readonly deltas: number;
}

type Ending = { readonly how: "whole" | "failed" } | ({ readonly how: "closed" } & ClosedByClient);

/**
 * One answer, whose stream a test advances, also before it was asked for.
 *
 * 1. A delta counts as sent once it was handed to the connection.
 * 2. An answer ends once: whole, failed as the test said, or closed by the client.
 */
export class ScriptedAnswer {
  readonly #answer: (request: ModelRequest) => Answer;
  readonly #pacing: AnswerPacing;
  readonly #playhead: Playhead;
  readonly #stop = new AbortController();
  readonly #asked = Promise.withResolvers<ModelRequest>();
  readonly #ended = Promise.withResolvers<Ending>();
  #failure: Failure | undefined;
  #sent = 0;
  #isOver = false;
  #moved = Promise.withResolvers<void>();

  constructor(answer: (request: ModelRequest) => Answer, pacing: AnswerPacing) {
    this.#answer = answer;
    this.#pacing = pacing;
    this.#playhead = new Playhead(typeof pacing === "object" ? pacing.heldAt : 0);
  }

  /** Resolves with the request once there is one. */
  get asked(): Promise<ModelRequest> {
    return this.#asked.promise;
  }

  /** Deltas that were sent so far. */
  get sent(): number {
    return this.#sent;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Gives everything up to delta `count`, and holds. Resolves once it was sent. */
  async advanceTo(count: number): Promise<void> {
    this.#playhead.advanceTo(count);
    await this.#reached(count);
  }

  /** Gives `count` more deltas, and holds. Resolves once they were sent. */
  step(count = 1): Promise<void> {
    return this.advanceTo(this.#sent + count);
  }

  /** Gives all that is left. */
  release(): void {
    this.#playhead.release();
  }

  /** Ends the answer wrongly where it stands, or at once when it is asked for. */
  fail(failure: Failure): void {
    if (failure.how === "status" && this.#sent > 0) {
      throw new Error(`The answer has begun with 200: it can no longer be a ${failure.status}`);
    }
    this.#failure ??= failure;
    this.#stop.abort();
  }

  /** Resolves when the client hangs up before the end. Rejects when the answer ends otherwise. */
  async closedByClient(): Promise<ClosedByClient> {
    const { how, ...closed } = await this.#ended.promise;
    if (how === "closed" && "at" in closed) return closed;
    throw new Error(`The client did not hang up: the answer ended ${how} after ${this.#sent}`);
  }

  /** Answers a request; resolves when the connection has nothing more to do with it. */
  async play(request: ModelRequest, response: ServerResponse, model: string): Promise<void> {
    this.#watch(response);
    this.#asked.resolve(request);
    const answer = this.#answer(request);
    const frames = framesOf(answer, request.path, model);
    const cassette = isCassette(answer) ? answer : toCassette(frames);
    try {
      await this.#send(await this.#played(cassette), response);
      this.#end({ how: "whole" });
    } catch (error) {
      if (this.#isOver) return;
      this.#end({ how: "failed" });
      fail(response, this.#failure ?? { how: "cut" }, frames.error, error);
    }
  }

  async #send(recorded: Response, response: ServerResponse): Promise<void> {
    const head = () => {
      if (!response.headersSent) response.writeHead(recorded.status, headersOf(recorded));
    };
    for await (const bytes of recorded.body ?? []) {
      head();
      await new Promise<void>((resolve) => response.write(bytes, () => resolve()));
      this.#sent += 1; // 1
      this.#wake();
    }
    head();
    response.end();
  }

  #played(cassette: Cassette): Promise<Response> {
    return cassetteFetch(cassette, this.#pace())(OWN, { signal: this.#stop.signal });
  }

  #pace(): Pacing {
    const playhead = this.#playhead;
    if (this.#pacing === "instant") return { pace: "instant" };
    if (this.#pacing === "recorded") return { pace: "recorded", clock: systemClock };
    return { pace: this.#pacing === "stepped" ? "stepped" : "held", playhead };
  }

  #watch(response: ServerResponse): void {
    let cause = "end";
    const { socket } = response;
    const takeCause = (error: NodeJS.ErrnoException): void => {
      cause = error.code ?? error.message;
    };
    socket?.once("error", takeCause);
    response.once("close", () => {
      // A connection that is kept alive carries many answers.
      socket?.off("error", takeCause);
      if (this.#isOver) return;
      this.#end({ how: "closed", at: performance.now(), cause, deltas: this.#sent });
      this.#stop.abort();
    });
  }

  #end(ending: Ending): void {
    if (this.#isOver) return; // 2
    this.#isOver = true;
    this.#ended.resolve(ending);
    this.#wake();
  }

  async #reached(count: number): Promise<void> {
    while (this.#sent < count) {
      if (this.#isOver) {
        throw new Error(
          `The answer is over after ${this.#sent} deltas and has no delta ${count}: name the answer that you mean`,
        );
      }
      await this.#moved.promise;
    }
  }

  #wake(): void {
    this.#moved.resolve();
    this.#moved = Promise.withResolvers<void>();
  }
}

/** The recorded exchange is played without a network, so that it needs no address. */
const OWN = "http://127.0.0.1/";

/** A length that was recorded may be another than that of what was kept. */
const UNSENT: ReadonlySet<string> = new Set(["content-length", "connection", "keep-alive"]);

function headersOf({ headers }: Response): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !UNSENT.has(name)));
}

function fail(
  response: ServerResponse,
  failure: Failure,
  errorFrame: (message: string) => string,
  cause: unknown,
): void {
  switch (failure.how) {
    case "status":
      response.writeHead(failure.status, {
        "content-type": "application/json",
        ...failure.headers,
      });
      response.end(failure.body ?? JSON.stringify({ error: { message: "The test says no" } }));
      return;
    case "error":
      if (!response.headersSent) response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(errorFrame(failure.message));
      return;
    case "truncated":
      response.end();
      return;
    case "cut":
      response.destroy(cause instanceof Error ? cause : undefined);
  }
}
