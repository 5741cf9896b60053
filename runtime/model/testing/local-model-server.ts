import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface LocalModelServer extends AsyncDisposable {
  /** Without a path. */
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  /** Resolves once a client has closed the connection of an answer that was still open. */
  readonly hungUp: Promise<void>;
}

export type Answer = (response: ServerResponse, request: SeenRequest) => void | Promise<void>;

/** A real HTTP server on a free port of this machine, for tests that speak a provider's protocol. */
export async function startModelServer(answer: Answer): Promise<LocalModelServer> {
  const seen: SeenRequest[] = [];
  const hungUp = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    response.on("close", () => {
      if (!response.writableEnded) hungUp.resolve();
    });
    const respond = async (): Promise<void> => {
      const { url: path = "", headers } = request;
      const entry = { path, headers, body: await text(request) };
      seen.push(entry);
      await answer(response, entry);
    };
    respond().catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // An address that is listened to by port is never a pipe's name.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    hungUp: hungUp.promise,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Starts an event stream and sends JSON messages; what follows is up to the caller. */
export function sendEvents(response: ServerResponse, events: readonly unknown[]): void {
  if (!response.headersSent) response.writeHead(200, { "content-type": "text/event-stream" });
  for (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`);
}

/** A whole Chat Completions answer: the deltas of one choice, why it stopped, what it cost. */
export function chatAnswer(
  deltas: readonly Record<string, unknown>[],
  finish: string,
  usage?: Record<string, unknown>,
): Answer {
  return (response) => {
    sendEvents(response, [
      ...deltas.map((delta) => chatChunk(delta)),
      chatChunk({}, finish),
      ...(usage ? [{ id: "c1", object: "chat.completion.chunk", choices: [], usage }] : []),
    ]);
    response.end("data: [DONE]\n\n");
  };
}

export function chatChunk(delta: Record<string, unknown>, finish: string | null = null): unknown {
  return {
    id: "c1",
    object: "chat.completion.chunk",
    created: 1,
    model: "m",
    choices: [{ index: 0, delta, finish_reason: finish }],
  };
}
