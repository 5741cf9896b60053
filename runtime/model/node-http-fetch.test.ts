import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";

import { nodeHttpFetch } from "./node-http-fetch.ts";

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // An address that is listened to by port is never a pipe's name.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("an answer has the status, headers, address and bytes that the server gave", async () => {
  const url = await serve((request, response) => {
    response.writeHead(201, {
      "x-seen": `${request.method} ${String(request.headers["x-asked"])}`,
    });
    request.pipe(response);
  });

  const init = { method: "POST", headers: { "x-asked": "for" }, body: "größer" };
  const response = await nodeHttpFetch(`${url}/v1?a=b`, init);

  expect(response.status).toBe(201);
  expect(response.headers.get("x-seen")).toBe("POST for");
  expect(response.url).toBe(`${url}/v1?a=b`);
  expect(await response.text()).toBe("größer");
});

test("an answer whose status allows no body has none", async () => {
  const url = await serve((_request, response) => response.writeHead(204).end());

  const response = await nodeHttpFetch(url);

  expect(response.body).toBeNull();
});

test("a redirect is followed", async () => {
  const url = await serve((request, response) => {
    if (request.url === "/new") return void request.pipe(response);
    response.writeHead(307, { location: "/new" }).end();
  });

  const response = await nodeHttpFetch(url, { method: "POST", body: "kept" });

  expect(response.url).toBe(`${url}/new`);
  expect(await response.text()).toBe("kept");
});

test("an answer that is compressed unasked is read", async () => {
  const url = await serve((_request, response) => {
    response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("words"));
  });

  const response = await nodeHttpFetch(url);

  expect(await response.text()).toBe("words");
});

describe("a failure has the shape that fetch gives it", () => {
  test.each([
    ["nodeHttpFetch()", nodeHttpFetch],
    ["fetch()", fetch],
  ])("%s where nobody listens", async (_name, ask) => {
    const asked = ask("http://127.0.0.1:9/");

    await expect(asked).rejects.toMatchObject({ name: "TypeError", message: "fetch failed" });
  });

  test.each([
    ["nodeHttpFetch()", nodeHttpFetch],
    ["fetch()", fetch],
  ])("%s where the body breaks off", async (_name, ask) => {
    const url = await serve((_request, response) => {
      response.write("some", () => response.destroy());
    });

    const response = await ask(url);

    await expect(response.text()).rejects.toMatchObject({
      name: "TypeError",
      message: "terminated",
    });
  });

  test.each([
    ["nodeHttpFetch()", nodeHttpFetch],
    ["fetch()", fetch],
  ])("%s that is aborted before, while it waits, and within the body", async (_name, ask) => {
    const seen = Promise.withResolvers<void>();
    const url = await serve((request, response) => {
      if (request.url === "/body") response.write("some");
      else seen.resolve();
    });
    const reason = new Error("Enough");
    const [waits, reads] = [new AbortController(), new AbortController()];

    const before = ask(url, { signal: AbortSignal.abort(reason) });
    await expect(before).rejects.toBe(reason);
    const waiting = ask(url, { signal: waits.signal });
    await seen.promise;
    waits.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    const response = await ask(`${url}/body`, { signal: reads.signal });
    reads.abort(reason);
    await expect(response.text()).rejects.toBe(reason);
  });
});

test("a reader that leaves closes the server's socket", async () => {
  const closed = Promise.withResolvers<string>();
  const url = await serve((_request, response) => {
    response.write("some");
    response.once("close", () => closed.resolve("closed"));
  });

  const { body } = await nodeHttpFetch(url);
  await body?.cancel();

  await expect(closed.promise).resolves.toBe("closed");
});

test("a reader that waits holds the server up", async () => {
  let isAllTaken = false;
  const url = await serve((request, response) => {
    if (request.url === "/all-taken") return void response.end(String(isAllTaken));
    response.end(Buffer.alloc(64 * 1024 * 1024), () => (isAllTaken = true));
  });

  const { body } = await nodeHttpFetch(url);
  const reader = body?.getReader();
  await reader?.read();
  for (let round = 0; round < 500; round += 1) {
    const told = await nodeHttpFetch(`${url}/all-taken`);
    expect(await told.text()).toBe("false");
  }
  await reader?.cancel();
});
