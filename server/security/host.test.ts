import { connect } from "node:net";
import { text } from "node:stream/consumers";

import { Hono } from "hono";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { AppEnv } from "./app-env.ts";
import { allowedHosts, requireKnownHost } from "./host.ts";
import { serveApp, type TestServer } from "./test-server.ts";

let served: TestServer;
beforeAll(async () => {
  const app = new Hono<AppEnv>();
  app.use(requireKnownHost(["Uar.Example:443", "proxy.example"]));
  app.all("*", (c) => c.text("in"));
  served = await serveApp(app);
});
afterAll(() => served.close());

/** Sends the very bytes, as no client library would. */
async function raw(lines: readonly string[]): Promise<{ status: number; body: string }> {
  const socket = connect(served.port, "127.0.0.1");
  const port = String(served.port);
  socket.write([...lines, "Connection: close", "", ""].join("\r\n").replaceAll("PORT", port));
  const answer = await text(socket);
  return { status: Number(answer.slice(9, 12)), body: answer.split("\r\n\r\n")[1] ?? "" };
}

test.each([
  "127.0.0.1:PORT",
  "localhost:PORT",
  "LocalHost:PORT",
  "[::1]:PORT",
  "uar.example:443",
  "proxy.example",
])("A request for %s is answered", async (host) => {
  expect((await raw(["GET / HTTP/1.1", `Host: ${host}`])).status).toBe(200);
});

test.each([
  "evil.example:PORT",
  "evil.example",
  "127.0.0.1",
  "127.0.0.1:1",
  "localhost",
  "localhost.:PORT",
  "127.0.0.1.evil.example:PORT",
  "127.1:PORT",
  "0.0.0.0:PORT",
  "[::]:PORT",
  "uar.example",
  "proxy.example:PORT",
])("A request for %s is not for this server (DNS rebinding)", async (host) => {
  const { status, body } = await raw(["GET / HTTP/1.1", `Host: ${host}`]);

  expect(status).toBe(421);
  expect(body).toContain('"code":"unknown_host"');
});

test.each([
  ["no Host", ["GET / HTTP/1.1"]],
  ["an empty Host", ["GET / HTTP/1.1", "Host:"]],
  ["two Hosts", ["GET / HTTP/1.1", "Host: 127.0.0.1:PORT", "Host: evil.example"]],
  ["the same Host twice", ["GET / HTTP/1.1", "Host: 127.0.0.1:PORT", "Host: 127.0.0.1:PORT"]],
  ["a user in the Host", ["GET / HTTP/1.1", "Host: 127.0.0.1:PORT@evil.example"]],
  ["a path in the Host", ["GET / HTTP/1.1", "Host: 127.0.0.1:PORT/x"]],
  ["a list of Hosts", ["GET / HTTP/1.1", "Host: 127.0.0.1:PORT, evil.example"]],
  ["a foreign target", ["GET http://evil.example/ HTTP/1.1", "Host: 127.0.0.1:PORT"]],
  ["HTTP/1.0 without Host", ["GET / HTTP/1.0"]],
])("A request with %s is a bad one", async (_what, lines) => {
  expect((await raw(lines)).status).toBe(400);
});

test("A target that names this server again is fine", async () => {
  const lines = ["GET http://127.0.0.1:PORT/x HTTP/1.1", "Host: 127.0.0.1:PORT"];

  expect((await raw(lines)).status).toBe(200);
});

test("allowedHosts() lets the port be left out where browsers leave it out", () => {
  expect(allowedHosts(80, [])).toContain("localhost");
  expect(allowedHosts(3000, [])).not.toContain("localhost");
});
