import { once } from "node:events";
import { request } from "node:http";
import { connect, type Socket } from "node:net";

import { Hono } from "hono";
import { afterEach, expect, test } from "vitest";

import type { AppEnv } from "./app-env.ts";
import { limitBody, MAX_CONNECTIONS, SERVER_OPTIONS } from "./limits.ts";
import { lastErrorHandler } from "./problem.ts";
import { serveApp, type TestServer } from "./test-server.ts";

const reported: unknown[] = [];
let served: TestServer | undefined;
afterEach(async () => served?.close());

function app(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.onError(lastErrorHandler((error) => reported.push(error)));
  routes.use(limitBody(1_000));
  routes.post("/", async (c) => c.text(String((await c.req.text()).length)));
  routes.get("/slow", () => new Response(new ReadableStream({ pull: () => NEVER })));
  return routes;
}
const NEVER = new Promise<void>(() => {});

/** What the server says before it hangs up. */
async function lastWords(socket: Socket): Promise<string> {
  const parts: Buffer[] = [];
  socket.on("data", (part: Buffer) => parts.push(part));
  socket.on("error", () => {});
  await once(socket, "close");
  return Buffer.concat(parts).toString();
}

test("A body up to the limit is taken, a larger one is refused with its length", async () => {
  served = await serveApp(app());
  const post = (size: number) =>
    fetch(served?.origin ?? "", { method: "POST", body: "x".repeat(size) });

  expect(await (await post(1_000)).text()).toBe("1000");
  const refused = await post(1_001);
  expect(refused.status).toBe(413);
  expect(await refused.json()).toMatchObject({ code: "body_too_large" });
});

test("A body without a length is counted as it comes", async () => {
  served = await serveApp(app());
  const sent = request(served.origin, { method: "POST" });
  sent.on("error", () => {});

  sent.write("x".repeat(600));
  sent.end("x".repeat(600));

  const [response] = (await once(sent, "response")) as [{ statusCode: number }];
  expect(response.statusCode).toBe(413);
});

test("Headers over 16 KB are refused", async () => {
  served = await serveApp(app());

  const response = await fetch(served.origin, { headers: { "x-long": "x".repeat(17_000) } });

  expect(response.status).toBe(431);
});

test("The server's limits are those of the design", async () => {
  served = await serveApp(app());

  expect(served.server).toMatchObject({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    maxConnections: MAX_CONNECTIONS,
    maxHeadersCount: 100,
  });
});

test("Who is slow to ask is hung up on; who is slow to be answered is not", async () => {
  const limits = { headersTimeout: 40, requestTimeout: 60, connectionsCheckingInterval: 20 };
  served = await serveApp(app(), { ...SERVER_OPTIONS, ...limits });
  const open = () => connect(served?.port ?? 0, "127.0.0.1");
  const patient = open();
  patient.write("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  await once(patient, "data");

  const slowHeaders = open();
  slowHeaders.write("GET / HTTP/1.1\r\nX: ");
  const slowBody = open();
  slowBody.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx");
  const words = await Promise.all([lastWords(slowHeaders), lastWords(slowBody)]);

  for (const said of words) expect(said).toMatch(/^HTTP\/1\.1 408 /);
  expect(patient.destroyed).toBe(false);
  expect(reported).toEqual([]);
  patient.destroy();
});
