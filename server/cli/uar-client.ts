import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";
import { UnreachableError } from "#server/send-command.ts";
import { parseLaneLine, type ShownMessage } from "./lane-message.ts";

/** Sends one request to a server's address, or into this process. */
export type Send = (path: string, init: RequestInit) => Promise<Response>;

/** A server refused a request, in its own words with what to do about it. */
export class RefusedError extends Error {
  override name = "RefusedError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const Turn = z.object({ session_id: z.string(), run_id: z.string(), stream_url: z.string() });
export type Turn = z.infer<typeof Turn>;

const Problem = z.object({
  title: z.string(),
  detail: z.string().exactOptional(),
  fix: z.string().exactOptional(),
});

/** What `GET /runs/:id.json` says, as far as the terminal needs it; the rest is passed on. */
const RunDocument = z.looseObject({
  run_id: z.string(),
  session_id: z.string(),
  status: z.string(),
  text: z.string(),
  error: z.object({ message: z.string(), hint: z.string().exactOptional() }).exactOptional(),
});
export type RunDocument = z.infer<typeof RunDocument>;

/** A stream that breaks is taken up so many times in a row, each after twice the pause. */
const MAX_RESUMES = 5;
const FIRST_PAUSE_MS = 250;
/** One message of a lane holds at most an event of 64 KB and its envelope. */
const MAX_LINE_CHARS = 1024 * 1024;

/** The doors of a UAR server that a terminal goes through. */
export class UarClient {
  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  /** Hands a message to an agent. Rejects with RefusedError or UnreachableError. */
  async chat(request: {
    readonly message: string;
    readonly session_id?: string;
    readonly agent?: string;
    readonly model?: string;
  }): Promise<Turn> {
    return Turn.parse(await this.#json("/api/chat", request));
  }

  /** Does a command of the control plane. Rejects with RefusedError or UnreachableError. */
  async control(command: string, input: object): Promise<Json> {
    return Json.parse(await this.#json(`/control/${command}`, input));
  }

  /** A run as programs read it. */
  async run(runId: string): Promise<RunDocument> {
    return RunDocument.parse(await this.#json(`/runs/${encodeURIComponent(runId)}.json`));
  }

  /**
   * What a run says until its end, without a gap also where the connection breaks meanwhile. Rejects with
   * UnreachableError once nobody answers any more, and with the signal's reason.
   */
  async *lanes(address: string, signal: AbortSignal): AsyncGenerator<ShownMessage> {
    let place: string | undefined;
    for (let failures = 0; ; failures += 1) {
      try {
        for await (const line of this.#lines(address, place, signal)) {
          const { id, message } = parseLaneLine(line);
          failures = 0;
          place = id ?? place;
          if (message === undefined) continue;
          yield message;
          if (message.lane === "status" && message.data.done === true) return;
        }
        if (failures >= MAX_RESUMES)
          throw new UnreachableError("The stream of the run ended early");
      } catch (cause) {
        if (signal.aborted) throw signal.reason;
        if (!(cause instanceof UnreachableError) || failures >= MAX_RESUMES) throw cause;
      }
      await pause(FIRST_PAUSE_MS * 2 ** failures, undefined, { signal });
    }
  }

  async *#lines(
    address: string,
    place: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    const headers = { accept: "application/jsonl", ...(place && { "last-event-id": place }) };
    const response = await this.#asked(address, { headers, signal });
    // A body that comes from this process heeds no signal by itself.
    const texts = response.body?.pipeThrough(new TextDecoderStream(), { signal });
    let rest = "";
    try {
      for await (const text of texts ?? []) {
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        if (rest.length > MAX_LINE_CHARS)
          throw new RangeError("A message of the stream has no end");
        yield* lines.filter((line) => line !== "");
      }
    } catch (cause) {
      // fetch() tells of a broken connection as a TypeError.
      if (cause instanceof TypeError) throw new UnreachableError(cause.message, { cause });
      throw cause;
    }
  }

  async #json(path: string, body?: object): Promise<unknown> {
    const accept = "application/json";
    const sent =
      body === undefined
        ? { headers: { accept } }
        : {
            method: "POST",
            headers: { accept, "content-type": accept },
            body: JSON.stringify(body),
          };
    return (await this.#asked(path, sent)).json();
  }

  async #asked(path: string, init: RequestInit): Promise<Response> {
    const response = await this.#send(path, init);
    if (response.ok) return response;
    const text = await response.text();
    throw new RefusedError(response.status, words(text, response.status));
  }
}

function words(body: string, status: number): string {
  try {
    const { title, detail = title, fix } = Problem.parse(JSON.parse(body));
    return fix === undefined ? detail : `${detail}. ${fix}`;
  } catch {
    return `No UAR server answers there, but something that says ${status}`;
  }
}
