import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";

import { type ChaosProxy, startChaosProxy } from "./chaos-proxy.ts";

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each[Symbol.asyncDispose]();
});

/** A proxy before a server of the test. */
async function before(respond: RequestListener): Promise<ChaosProxy> {
  const server = createServer(respond);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push({
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  });
  const { port } = server.address() as AddressInfo;
  const proxy = await startChaosProxy(`http://127.0.0.1:${port}`);
  open.push(proxy);
  return proxy;
}

const FRAMES = ["id: 1\ndata: one\n\n", "id: 2\r\ndata: two\r\n\r\n", "data: three\n\n"];

/** Frames that are cut in the midst on their way. */
const events: RequestListener = (_request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const piece of FRAMES.join("").match(/[^]{1,7}/g) ?? []) response.write(piece);
  response.end();
};

const text: RequestListener = (request, response) => void response.end(`All of ${request.url}`);

async function read(url: string): Promise<string> {
  return (await fetch(url)).text();
}

/** What of a body comes before its connection breaks. */
async function readUntilBroken(url: string): Promise<string> {
  let said = "";
  const { body } = await fetch(url);
  try {
    for await (const bytes of body ?? []) said += Buffer.from(bytes).toString();
  } catch {
    return said;
  }
  throw new Error(`The connection did not break after "${said}"`);
}

describe("the chaos proxy", () => {
  test("passes on what it is not told to break, to the server's own name", async () => {
    const proxy = await before((request, response) => {
      response.writeHead(201, { "x-seen": `${request.method} ${request.headers.origin}` });
      request.pipe(response);
    });

    const headers = { origin: proxy.url };
    const response = await fetch(`${proxy.url}/a`, { method: "POST", body: "Grüße", headers });

    expect(await response.text()).toBe("Grüße");
    expect(response.status).toBe(201);
    expect(response.headers.get("x-seen")).toMatch(/^POST http:\/\/127\.0\.0\.1:\d+$/);
    expect(response.headers.get("x-seen")).not.toContain(proxy.url);
  });

  test("cuts the connection at the very byte, once", async () => {
    const proxy = await before(events);
    const cut = proxy.cut({ atByte: 20 });

    expect(await readUntilBroken(proxy.url)).toBe(FRAMES.join("").slice(0, 20));
    await cut.happened;
    expect(await read(proxy.url)).toBe(FRAMES.join(""));
  });

  test("aims at the addresses that it is told, and lets others pass", async () => {
    const proxy = await before(text);
    proxy.cut({ atByte: 3, path: "/stream" });

    expect(await read(`${proxy.url}/page`)).toBe("All of /page");
    expect(await readUntilBroken(`${proxy.url}/stream?after=1`)).toBe("All");
  });

  test("stops forwarding with the connection open, until it is healed", async () => {
    const proxy = await before(events);
    const silence = proxy.halfOpen({ atByte: 20 });
    const reader = (await fetch(proxy.url)).body?.getReader();
    let said = "";
    const next = async () => {
      said += Buffer.from((await reader?.read())?.value ?? []).toString();
    };
    while (said.length < 20) await next();
    await silence.happened;

    const more = next();
    expect(said).toBe(FRAMES.join("").slice(0, 20));
    silence.heal();
    await more;
    while (said.length < FRAMES.join("").length) await next();

    expect(said).toBe(FRAMES.join(""));
  });

  test("sends a frame twice, however its bytes came", async () => {
    const proxy = await before(events);
    const twice = proxy.duplicate({ frame: 2 });

    expect(await read(proxy.url)).toBe([FRAMES[0], FRAMES[1], FRAMES[1], FRAMES[2]].join(""));
    await twice.happened;
  });

  test("leaves a frame out, however its bytes came", async () => {
    const proxy = await before(events);
    proxy.drop({ frame: 1 });

    expect(await read(proxy.url)).toBe([FRAMES[1], FRAMES[2]].join(""));
  });

  test("slows down, and loses nothing", async () => {
    const proxy = await before(events);
    const slow = proxy.delay({ ms: 1 });

    expect(await read(proxy.url)).toBe(FRAMES.join(""));
    await slow.happened;
  });

  test("does several kinds of harm to one response", async () => {
    const proxy = await before(events);
    proxy.drop({ frame: 1 });
    proxy.cut({ atByte: 5 });

    expect(await readUntilBroken(proxy.url)).toBe("id: 2");
  });

  test("goes offline and comes back", async () => {
    const proxy = await before((_request, response) => void response.write("so far"));
    const reader = (await fetch(proxy.url)).body?.getReader();
    await reader?.read();

    proxy.goOffline();

    await expect(reader?.read()).rejects.toThrow("terminated");
    await expect(fetch(proxy.url)).rejects.toThrow("fetch failed");
    proxy.goOnline();
    expect((await fetch(proxy.url)).status).toBe(200);
  });

  test("hangs up on the server when the client does", async () => {
    const left = Promise.withResolvers<boolean>();
    const proxy = await before((_request, response) => {
      response.once("close", () => left.resolve(response.writableEnded));
      response.write("so far");
    });
    const stop = new AbortController();
    await (await fetch(proxy.url, { signal: stop.signal })).body?.getReader().read();

    stop.abort();

    expect(await left.promise).toBe(false);
  });

  test("breaks the connection when the server is gone", async () => {
    const proxy = await before((request) => request.socket.destroy());

    await expect(fetch(proxy.url)).rejects.toThrow("fetch failed");
  });

  test("lets other protocols pass", async () => {
    const server = createServer();
    server.on("upgrade", (_request, socket) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: echo\r\n\r\n");
      socket.pipe(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await using proxy = await startChaosProxy(`http://127.0.0.1:${port}`);
    const client = connect(Number(new URL(proxy.url).port), "127.0.0.1");
    client.write("GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n");
    await once(client, "data");

    client.write("Hello");

    expect(String((await once(client, "data"))[0])).toBe("Hello");
    client.destroy();
    server.close();
  });
});
