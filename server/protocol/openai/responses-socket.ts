import { Hono } from "hono";
import type { WebSocket } from "ws";
import { z } from "zod";

import type { AppEnv } from "#server/security/app-env.ts";
import { arrival } from "#server/security/arrival.ts";
import { parseJson } from "#server/security/json-body.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { findResponse } from "./find-response.ts";
import { followRun } from "./follow-run.ts";
import { parseBody, protocolError, refused } from "./protocol-error.ts";
import { RESPONSE_ENDS, responseEvents } from "./response-frames.ts";
import { responseTurn } from "./response-turn.ts";
import { ResponsesRequest } from "./responses-request.ts";
import { submitConversation } from "./submit-conversation.ts";

/** A silent client is asked this often whether it is there; one that does not answer is let go. */
const PING_MS = 30_000;
/** How long a client may take to say goodbye while the server stops. */
const GOODBYE_MS = 1_000;
const GOING_AWAY = 1001;
const TRY_LATER = 1013;

const ofHttp = z.undefined("It belongs to HTTP; leave it out of a WebSocket message").optional();

/** What a client says: a request as over HTTP, without what only HTTP has. */
const CreateMessage = ResponsesRequest.extend({
  type: z.literal("response.create"),
  stream: ofHttp,
  stream_options: ofHttp,
  background: ofHttp,
});

/** Responses over a WebSocket (Open Responses 2026-04-24): a message a request, a message an event. */
export function responsesSocket(services: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get("/v1/responses", (c) => {
    const { upgrade } = arrival(c);
    if (upgrade === undefined) throw upgradeRequired();
    const access = c.get("access");
    upgrade((socket) => {
      const slot = services.streams.slots.take(access);
      if (typeof slot === "string") return socket.close(TRY_LATER, "Too many open streams");
      return new ResponsesSocket(socket, services, slot).open();
    });
    return c.body(null, 204);
  });
  return routes;
}

/**
 * One connection.
 * 1. One response at a time: what is said meanwhile is refused, and the connection goes on.
 * 2. A client that leaves stops nothing; its run goes on and a GET finds it.
 * 3. However it ends, its slot is given back and no timer runs on.
 */
class ResponsesSocket {
  readonly #socket: WebSocket;
  readonly #services: AppServices;
  readonly #release: () => void;
  readonly #left = new AbortController();
  /** The message that is answered now. */
  #answering: Buffer | undefined;
  #isThere = true;

  constructor(socket: WebSocket, services: AppServices, release: () => void) {
    this.#socket = socket;
    this.#services = services;
    this.#release = release;
  }

  open(): void {
    const { streams } = this.#services;
    const stopPings = streams.every(PING_MS, () => this.#ping());
    const goodbye = () => {
      this.#socket.close(GOING_AWAY, "The server stops");
      const stop = streams.every(GOODBYE_MS, () => this.#socket.terminate());
      this.#left.signal.addEventListener("abort", stop);
    };
    streams.draining.addEventListener("abort", goodbye);
    this.#socket
      .on("pong", () => {
        this.#isThere = true;
      })
      .on("message", (data, isBinary) => void this.#hear(data, isBinary))
      .on("error", () => {}) // What broke the protocol was told to the client; the end follows.
      .on("close", () => {
        streams.draining.removeEventListener("abort", goodbye);
        stopPings();
        this.#release();
        this.#left.abort();
      });
  }

  #ping(): void {
    if (!this.#isThere) return this.#socket.terminate();
    this.#isThere = false;
    this.#socket.ping();
  }

  /** Never rejects. */
  async #hear(data: Buffer, isBinary: boolean): Promise<void> {
    try {
      if (isBinary) throw refused("", "The message is binary; send JSON as text");
      if (this.#answering !== undefined) throw inProgress();
      this.#answering = data;
      await this.#answer(data.toString("utf8"));
    } catch (cause) {
      if (this.#answering === data) this.#answering = undefined;
      if (this.#left.signal.aborted) return;
      await this.#send(this.#refusal(cause));
    }
  }

  async #answer(text: string): Promise<void> {
    const { control, streams } = this.#services;
    const asked = parseBody(CreateMessage, parseJson(text));
    const { run_id } = await submitConversation(await responseTurn(asked, control), control);
    const found = await findResponse(run_id, control);
    const signal = AbortSignal.any([this.#left.signal, streams.draining]);
    for await (const event of responseEvents(found.turn, followRun(found, signal))) {
      // Whoever has heard the last event may go on at once.
      if (RESPONSE_ENDS.has(event.type)) this.#answering = undefined;
      await this.#send(event);
    }
  }

  /** At the client's pace. What cannot be sent has no reader any more: the end of the connection follows. */
  #send(message: object): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.send(JSON.stringify(message), () => resolve());
    });
  }

  #refusal(cause: unknown): object {
    if (!(cause instanceof ProblemError)) {
      this.#services.streams.report(cause);
      const message = "The server failed; its log says why";
      const error = protocolError(500, { code: "internal_error", message });
      return { type: "error", status: 500, error };
    }
    const { code, title, detail = title, fix } = cause.problem;
    const status = cause.problem.status === 422 ? 400 : cause.problem.status;
    const message = fix === undefined ? detail : `${detail}. ${fix}`;
    const param = "param" in cause.problem && { param: String(cause.problem.param) };
    return { type: "error", status, error: protocolError(status, { code, message, ...param }) };
  }
}

function inProgress(): ProblemError {
  return new ProblemError({
    status: 409,
    code: "response_in_progress",
    title: "A response is under way",
    detail: "This connection has a response under way",
    fix: "Wait for its end, or open another connection",
  });
}

function upgradeRequired(): ProblemError {
  return new ProblemError({
    status: 426,
    code: "upgrade_required",
    title: "Only a WebSocket opens here",
    fix: "POST a request, or open a WebSocket",
  });
}
