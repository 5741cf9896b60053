import { type AddressInfo, createServer, type Socket } from "node:net";
import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";

import { systemClock } from "#runtime/system-services.ts";
import { ManualClock } from "#runtime/test-runtime.ts";

import type { ModelDriver } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { collect, question, spoken } from "#runtime/model/testing/collect.ts";
import { connectionTo } from "#runtime/model/testing/connection-to.ts";
import {
  chatChunk,
  sendEvents,
  startModelServer,
} from "#runtime/model/testing/local-model-server.ts";
import { SMALL_STREAMS, type SmallStream } from "#runtime/model/testing/small-streams.ts";
import { createHttpDriver } from "./http-driver.ts";
import { chatProtocol } from "./chat/chat-protocol.ts";

const NEVER = new AbortController().signal;
const MB = 1024 * 1024;
/** Hundreds of requests, or of megabytes, take their time on a busy machine. */
const MANY_MS = 60_000;

function chatDriver(server: { readonly url: string }): ModelDriver {
  const connection = connectionTo(server);
  return createHttpDriver({ connection, protocol: chatProtocol, model: "m", clock: systemClock });
}

function cutDriver(server: { readonly url: string }, stream: SmallStream, at: number): ModelDriver {
  const { protocol } = stream;
  const connection = connectionTo(server, { baseUrl: `${server.url}/${at}` });
  return createHttpDriver({ connection, protocol, model: "m", clock: systemClock });
}

const CUT = { type: "error", code: "stream_truncated", retryable: true };

function endsOf(events: readonly NormalizedEvent[]): readonly NormalizedEvent[] {
  return events.filter(({ type }) => type === "done" || type === "error");
}

describe.each([
  ["the connection breaks", (response: ServerResponse) => response.destroy()],
  ["the body just ends", (response: ServerResponse) => response.end()],
])("when %s", (_name, stop) => {
  test.each(SMALL_STREAMS)(
    "after any byte of an answer over $name, it ends once: whole or as cut",
    async (stream) => {
      const bytes = Buffer.from(stream.body);
      await using server = await startModelServer((response, { path }) => {
        const at = Number(path.split("/")[1]);
        response.writeHead(200, { "content-type": stream.contentType });
        if (at === 0) response.flushHeaders();
        response.write(bytes.subarray(0, at), () => setImmediate(() => stop(response)));
      });

      const counts = { done: 0, error: 0 };
      for (let at = 0; at <= bytes.length; at += 1) {
        const events = await collect(cutDriver(server, stream, at));

        const last = events.at(-1);
        const { text } = spoken(events);
        expect(endsOf(events)).toEqual([last]);
        expect(stream.text.startsWith(text)).toBe(true);
        const isWhole = text === stream.text && last?.type === "done";
        expect(last).toMatchObject(isWhole ? { type: "done" } : CUT);
        counts[isWhole ? "done" : "error"] += 1;
      }

      expect(counts.done).toBeGreaterThan(0);
      expect(counts.error).toBeGreaterThan(bytes.length / 2);
    },
    MANY_MS,
  );
});

describe("a silent server", () => {
  const PATIENCE_MS = 30_000;

  function patientDriver(server: { readonly url: string }, clock: ManualClock): ModelDriver {
    const connection = connectionTo(server, { inactivityMs: PATIENCE_MS });
    return createHttpDriver({ connection, protocol: chatProtocol, model: "m", clock });
  }

  test("that stalls in the middle of its answer ends in one timeout, and its socket is closed", async () => {
    await using server = await startModelServer((response) => {
      sendEvents(response, [chatChunk({ content: "Half" })]);
    });
    const clock = new ManualClock();
    const answer = patientDriver(server, clock).stream(question(), NEVER)[Symbol.asyncIterator]();
    expect((await answer.next()).value).toEqual([{ type: "message_delta", text: "Half" }]);

    const end = answer.next();
    clock.advance(PATIENCE_MS);

    expect((await end).value).toMatchObject([{ type: "error", code: "timeout", retryable: true }]);
    expect((await answer.next()).done).toBe(true);
    await server.hungUp;
  });

  test("that takes the connection and never answers ends in one timeout, and its socket is closed", async () => {
    await using server = await startSilentServer();
    const clock = new ManualClock();

    const events = collect(patientDriver(server, clock));
    await server.asked;
    clock.advance(PATIENCE_MS);

    expect(await events).toMatchObject([{ type: "error", code: "timeout", retryable: true }]);
    await server.hungUp;
  });

  test("is not blamed for a slow reader", async () => {
    let goOn = (): void => undefined;
    await using server = await startModelServer((response) => {
      sendEvents(response, [chatChunk({ content: "One" })]);
      goOn = () => {
        sendEvents(response, [chatChunk({ content: "Two" }, "stop")]);
        response.end();
      };
    });
    const clock = new ManualClock();
    const answer = patientDriver(server, clock).stream(question(), NEVER)[Symbol.asyncIterator]();
    await answer.next();

    clock.advance(PATIENCE_MS * 10);
    goOn();
    const rest = [(await answer.next()).value, (await answer.next()).value].flat();

    expect(rest).toMatchObject([{ text: "Two" }, { type: "done" }]);
  });
});

test("429 is one error that asks for a pause", async () => {
  await using server = await startModelServer((response) => {
    response.writeHead(429, { "content-type": "application/json", "retry-after": "7" });
    response.end(JSON.stringify({ error: { message: "Slow down", type: "rate_limit" } }));
  });

  expect(await collect(chatDriver(server))).toMatchObject([
    { type: "error", code: "rate_limited", retryable: true, retry_after_ms: 7_000 },
  ]);
});

test.each(["text/html", "text/html; charset=utf-8", "text/plain"])(
  "a page with status 200 as %s is no model's answer",
  async (type) => {
    await using server = await startModelServer((response) => {
      response.writeHead(200, { "content-type": type });
      response.end("<!doctype html><title>Sign in</title>");
    });

    expect(await collect(chatDriver(server))).toMatchObject([
      { type: "error", code: "bad_response", retryable: false },
    ]);
  },
);

test("one JSON object in the place of a stream is read as the whole answer", async () => {
  await using server = await startModelServer((response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const message = { role: "assistant", content: "All at once" };
    response.end(JSON.stringify({ choices: [{ index: 0, message, finish_reason: "stop" }] }));
  });

  const events = await collect(chatDriver(server));

  expect(spoken(events).text).toBe("All at once");
  expect(endsOf(events)).toMatchObject([{ type: "done" }]);
});

test("a delta of 10 MB is read", async () => {
  const content = "ä".repeat(5 * MB);
  await using server = await startModelServer((response) => {
    sendEvents(response, [chatChunk({ content }, "stop")]);
    response.end();
  });

  const events = await collect(chatDriver(server));

  expect(spoken(events).text === content).toBe(true);
  expect(endsOf(events)).toMatchObject([{ type: "done" }]);
});

test("a frame without an end is given up after 32 MB, and its socket is closed", async () => {
  const piece = Buffer.alloc(MB, "a");
  let sent = 0;
  await using server = await startModelServer(async (response) => {
    sendEvents(response, []);
    response.write("data: ");
    for (; !response.destroyed; sent += 1) await written(response, piece);
  });

  expect(await collect(chatDriver(server))).toMatchObject([
    { type: "error", code: "bad_response", retryable: false },
  ]);

  await server.hungUp;
  expect(sent).toBeLessThan(48);
});

test(
  "an endless stream is given up after 256 MB, and its socket is closed",
  async () => {
    const frame = `data: ${JSON.stringify(chatChunk({ content: "a".repeat(MB) }))}\n\n`;
    await using server = await startModelServer(async (response) => {
      sendEvents(response, []);
      while (!response.destroyed) await written(response, Buffer.from(frame));
    });

    let chars = 0;
    const ends: NormalizedEvent[] = [];
    for await (const events of chatDriver(server).stream(question(), NEVER)) {
      for (const event of events) {
        if (event.type === "message_delta") chars += event.text.length;
        else ends.push(event);
      }
    }

    expect(ends).toMatchObject([{ type: "error", code: "bad_response", retryable: false }]);
    expect(chars).toBeLessThan(257 * MB);
    await server.hungUp;
  },
  MANY_MS,
);

test("whole answers leave their connection to the next one", async () => {
  const ports = new Set<number | undefined>();
  await using server = await startModelServer((response) => {
    ports.add(response.socket?.remotePort);
    sendEvents(response, [chatChunk({ content: "ok" }, "stop")]);
    response.end("data: [DONE]\n\n");
  });

  for (let asked = 0; asked < 6; asked += 1) await collect(chatDriver(server));

  // Two, since fetch takes a connection back one turn after its answer is over.
  expect(ports.size).toBeLessThanOrEqual(2);
});

test("a connection that a server keeps open behind its whole answer is closed", async () => {
  await using server = await startModelServer((response) => {
    sendEvents(response, [chatChunk({ content: "ok" }, "stop")]);
    response.write("data: [DONE]\n\n");
  });

  expect(endsOf(await collect(chatDriver(server)))).toMatchObject([{ type: "done" }]);
  await server.hungUp;
});

/** Resolves once the piece is on its way, or the reader is gone. */
function written(response: ServerResponse, piece: Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.write(piece, () => resolve());
  });
}

interface SilentServer extends AsyncDisposable {
  readonly url: string;
  /** Resolves when a request has come. */
  readonly asked: Promise<void>;
  readonly hungUp: Promise<void>;
}

/** Takes connections and says nothing, as a host that vanished behind a proxy. */
async function startSilentServer(): Promise<SilentServer> {
  const asked = Promise.withResolvers<void>();
  const hungUp = Promise.withResolvers<void>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("data", () => asked.resolve());
    socket.on("error", () => undefined); // the client resets what it gives up
    socket.on("close", () => hungUp.resolve());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // An address that is listened to by port is never a pipe's name.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked: asked.promise,
    hungUp: hungUp.promise,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
