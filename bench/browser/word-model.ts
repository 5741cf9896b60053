import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { ENDING, OPENING, tokenChunk } from "../stream/completion.ts";
import { NAIVE_PAGE } from "./naive-page.ts";

/** What the model says next: pieces of Markdown, so many a second. Piece n holds the word `w<n>`. */
export interface Speech {
  readonly pieces: readonly string[];
  readonly perSecond: number;
}

/** A model, and beside it a page that shows what it says in the naive way, without a server between. */
export interface WordModel {
  readonly url: string;
  /** What is said to whoever asks next. */
  speech: Speech;
  /** When each piece of the last speech was sent, in milliseconds since 1970. */
  readonly sent: number[];
  /** When the last asker hung up before the end, on the same clock. */
  hungUpAt: number | undefined;
  close(): Promise<void>;
}

const MARKED = new URL(import.meta.resolve("marked"));

export async function startWordModel(): Promise<WordModel> {
  const sent: number[] = [];
  const server = createServer((request, response) => {
    answer(model, request, response).catch(() => response.destroy());
  });
  const model: WordModel = {
    get url() {
      // An address that is listened to by port is never a pipe's name.
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    speech: { pieces: [], perSecond: 1 },
    sent,
    hungUpAt: undefined,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return model;
}

async function answer(
  model: WordModel,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const stream = { "content-type": "text/event-stream" };
  switch (request.url) {
    case "/naive":
      response.writeHead(200, { "content-type": "text/html" }).end(NAIVE_PAGE);
      return;
    case "/marked.js":
      response.writeHead(200, { "content-type": "text/javascript" }).end(await readFile(MARKED));
      return;
    case "/naive/stream":
      response.writeHead(200, stream);
      await speak(model, response, (piece) => `data: ${JSON.stringify(piece)}\n\n`);
      response.end("event: end\ndata:\n\n");
      return;
    case "/v1/chat/completions":
      response.writeHead(200, stream).write(OPENING);
      await speak(model, response, (piece) => tokenChunk(JSON.stringify(piece).slice(1, -1)));
      response.end(ENDING);
      return;
    default:
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ data: [{ id: "bench" }] }));
  }
}

/** Sends each piece when it is due; one that is late goes at once. Ends early when nobody reads any more. */
async function speak(
  model: WordModel,
  response: ServerResponse,
  frame: (piece: string) => string,
): Promise<void> {
  const { pieces, perSecond } = model.speech;
  model.sent.length = 0;
  model.hungUpAt = undefined;
  response.once("close", () => (model.hungUpAt ??= now()));
  const start = performance.now();
  for (const [at, piece] of pieces.entries()) {
    const wait = start + (at * 1_000) / perSecond - performance.now();
    if (wait > 0) await sleep(wait);
    if (response.destroyed) return;
    response.write(frame(piece));
    model.sent.push(now());
  }
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
