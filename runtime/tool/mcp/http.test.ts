import { afterEach, expect, test, vi } from "vitest";

import type { Json } from "#runtime/event/shared.ts";
import { systemClock } from "#runtime/system-services.ts";
import { executeTool, type ToolUpdate } from "#runtime/tool/execute.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import { McpServers } from "./config.ts";
import { openEdgeTransport } from "./edge-transport.ts";
import {
  serveAsking,
  serveStatus,
  serveV1,
  serveV2,
  type HttpFixture,
} from "./fixture/http-servers.ts";
import { McpSource } from "./source.ts";

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

test.each([
  ["older", serveV1, "2025-11-25"],
  ["newer", serveV2, "2026-07-28"],
])("a server of the %s SDK is called in its newest protocol", async (_, serve, version) => {
  const { url } = await opened(serve());
  const source = await start({ web: { url } });

  expect(source.health()).toMatchObject([
    { transport: "http", status: "connected", protocol_version: version },
  ]);
  expect(await end(source, "web__echo", { text: "hello" })).toMatchObject({
    type: "result",
    output: { content: "hello" },
  });
});

test("a server that asks back is to blame, and goes on being connected", async () => {
  const { url } = await opened(serveAsking());
  const source = await start({ web: { url } });

  expect(await end(source, "web__ask", {})).toMatchObject({
    type: "failed",
    reason: "error",
    error: { code: "asks_back" },
  });
  expect(source.health()).toMatchObject([{ status: "connected", restarts: 0 }]);
});

test("progress comes through and a cancelled call is aborted in a server with sessions", async () => {
  const server = await opened(serveV1());
  const source = await start({ web: { url: server.url } });

  const updates = await cancelAtProgress(source, "web__slow", { name: "slow", steps: 1_000_000 });

  expect(updates).toMatchObject([{ type: "progress" }, { type: "failed", reason: "cancelled" }]);
  await until(() => expect(server.seen).toContain("slow"));
});

test("progress comes through and a cancelled call is aborted in a server without sessions", async () => {
  const server = await opened(serveV2());
  const source = await start({ web: { url: server.url } });

  const updates = await cancelAtProgress(source, "web__wait", {});

  expect(updates).toMatchObject([{ type: "progress" }, { type: "failed", reason: "cancelled" }]);
  await until(() => expect(server.seen).toContain("wait was aborted"));
});

test.each([
  ["older", serveV1, "slow", { name: "slow", steps: 1_000_000 }],
  ["newer", serveV2, "wait", {}],
])(
  "a call over which a server of the %s SDK goes away is lost at once",
  async (_, serve, tool, args) => {
    const server = await opened(serve());
    const source = await start({ web: { url: server.url } });

    const updates: ToolUpdate[] = [];
    for await (const update of run(find(source, `web__${tool}`), args)) {
      updates.push(update);
      if (updates.length === 1) server.crash();
    }

    expect(updates.at(-1)).toMatchObject({
      type: "failed",
      reason: "lost",
      error: { message: expect.stringContaining("its answer broke off") as string },
    });
    expect(await end(source, "web__echo", { text: "again" })).toMatchObject({ type: "result" });
  },
);

test("an answer that is too long is not read to its end", async () => {
  const { url } = await opened(serveV2());
  const source = await start({ web: { url } });

  expect(await end(source, "web__flood", {})).toMatchObject({ type: "failed", reason: "lost" });
  expect(source.health()[0]?.log).toContain("A message is longer than the 8388608 bytes allowed");
  expect(await end(source, "web__echo", { text: "hello" })).toMatchObject({ type: "result" });
});

test("a server that was started anew and forgot its sessions is greeted again without a failed call", async () => {
  const first = await serveV1();
  const source = await start({ web: { url: first.url } });
  await first.close();
  await noticed(source);
  await opened(serveV1(Number(new URL(first.url).port)));

  expect(await end(source, "web__echo", { text: "still here" })).toMatchObject({
    type: "result",
    output: { content: "still here" },
  });
});

test("a server that went away for good fails the call and says so", async () => {
  const server = await serveV2();
  const source = await start({ web: { url: server.url } });
  await server.close();
  await noticed(source);

  expect(await end(source, "web__echo", { text: "hello" })).toMatchObject({
    reason: "error",
    error: {
      code: "server_unavailable",
      message: expect.stringContaining("ECONNREFUSED") as string,
    },
  });
  expect(source.health()).toMatchObject([{ status: "failed" }]);
});

test.each([
  [401, {}, "401"],
  [500, {}, "500"],
  [302, { location: "http://evil.example/" }, "evil.example"],
])(
  "a server that answers %i has failed, and its health says so",
  async (status, headers, words) => {
    const { url } = await opened(serveStatus(status, headers));
    const source = await start({ web: { url } });

    expect(source.health()[0]).toMatchObject({
      status: "failed",
      reason: expect.stringContaining(words) as string,
    });
  },
);

test("headers are sent with their variables filled in, and never shown", async () => {
  const server = await opened(serveV2());
  const headers = { Authorization: "Bearer ${TOKEN}" };
  const servers = { web: { url: server.url, headers }, wrong: { url: "x-${TOKEN}", headers } };
  const source = await start(servers, { TOKEN: "s3cr3t-t0k3n" });

  expect(server.seen).toContain("authorization: Bearer s3cr3t-t0k3n");
  expect(JSON.stringify(source.health())).not.toContain("s3cr3t-t0k3n");
});

test.each(["ftp://example.com/", "example.com", "file:///etc/passwd"])(
  "%s is no address of a server",
  async (url) => {
    const source = await start({ web: { url } });

    expect(source.health()[0]?.reason).toContain('"url" is no http or https address');
  },
);

test("where no processes can be started, a command fails and an address works", async () => {
  const { url } = await opened(serveV2());
  const source = await start({ local: { command: "node" }, web: { url } });

  expect(source.health().map(({ status }) => status)).toEqual(["failed", "connected"]);
});

test("close() ends the session in the server", async () => {
  const server = await opened(serveV1());
  const source = await start({ web: { url: server.url } });

  await source.close();

  expect(server.seen).toContain("session closed");
});

async function opened(serving: Promise<HttpFixture>): Promise<HttpFixture> {
  const server = await serving;
  open.push(server);
  return server;
}

/** A connection that was just closed looks open until the news arrives. */
async function noticed(source: McpSource): Promise<void> {
  await until(() => expect(source.health()[0]?.log).toContain("SSE stream disconnected"));
}

async function start(servers: object, env: Record<string, string> = {}): Promise<McpSource> {
  const source = new McpSource({
    servers: McpServers.parse(servers),
    env,
    clock: systemClock,
    openTransport: openEdgeTransport,
  });
  open.push(source);
  await source.start();
  return source;
}

function find(source: McpSource, name: string): Tool {
  const tool = source.tools().find((candidate) => candidate.name === name);
  if (tool === undefined) throw new Error(`No tool "${name}": ${JSON.stringify(source.health())}`);
  return tool;
}

function run(tool: Tool, args: Record<string, Json>, signal = new AbortController().signal) {
  return executeTool(tool, args, { clock: systemClock, signal, idempotency_key: "key" });
}

async function end(source: McpSource, name: string, args: Record<string, Json>) {
  const updates: ToolUpdate[] = [];
  for await (const update of run(find(source, name), args)) updates.push(update);
  return updates.at(-1);
}

async function cancelAtProgress(source: McpSource, name: string, args: Record<string, Json>) {
  const controller = new AbortController();
  const updates: ToolUpdate[] = [];
  for await (const update of run(find(source, name), args, controller.signal)) {
    updates.push(update);
    controller.abort(new Error("Stop"));
  }
  return updates;
}

/** Waits for news that is on its way. */
async function until(check: () => void | Promise<void>): Promise<void> {
  await vi.waitFor(check, { timeout: 4_000, interval: 10 });
}
