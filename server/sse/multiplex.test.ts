import { Hono } from "hono";
import { afterEach, expect, test } from "vitest";

import type { EventLog } from "#runtime/log/port.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { serveApp, type TestServer } from "#server/security/test-server.ts";
import { lastErrorHandler } from "#server/security/problem.ts";
import { browserStream, MAX_SUBSCRIPTIONS, parseSubscriptions } from "./multiplex.ts";
import { append, handBeaten, openLog, StreamClient, token } from "./stream-test-kit.ts";

let served: TestServer | undefined;
afterEach(async () => served?.close());

async function follow(...logs: readonly EventLog[]) {
  const hand = handBeaten();
  const app = new Hono<AppEnv>();
  app.onError(lastErrorHandler(() => {}));
  app.get("/stream", (c) =>
    browserStream(c, hand.services, async (id) => logs.find((log) => log.thread_id === id)),
  );
  served = await serveApp(app);
  return { ...hand, url: `${served.origin}/stream?subscribe=` };
}

test("The browser's stream gives every event of its threads, each in order", async () => {
  const [a, b] = [await openLog("th_a"), await openLog("th_b")];
  await append(a, token("1"), token("2"), token("3"));
  const { url } = await follow(a, b);

  const client = await StreamClient.open(`${url}th_a:1.1,th_b:0.0`);
  const [hello] = await client.take(1);
  await append(b, token("4"), token("5"));
  const frames = await client.take(4);

  expect(hello).toMatchObject({ event: "hb" });
  expect(JSON.parse(hello?.data ?? "")).toEqual({
    heads: { th_a: "1.3", th_b: "1.0" },
    ts: "2026-11-30T09:00:00.000Z",
  });
  expect(frames.map(({ id }) => id).toSorted((a, b) => (a ?? "").localeCompare(b ?? ""))).toEqual([
    "th_a:1.2",
    "th_a:1.3",
    "th_b:1.1",
    "th_b:1.2",
  ]);
  expect(JSON.parse(frames[0]?.data ?? "")).toMatchObject({ type: "model.delta", sequence: 2 });
});

test("A busy thread does not starve a quiet one", async () => {
  const [busy, quiet] = [await openLog("th_busy"), await openLog("th_quiet")];
  const flood = Array.from({ length: 5_000 }, () => token("flood"));
  await append(busy, ...flood);
  await append(quiet, token("here"));
  const { url } = await follow(busy, quiet);

  const client = await StreamClient.open(`${url}th_busy:1.0,th_quiet:1.0`);
  const frames = await client.take(200);

  expect(frames.some(({ id }) => id === "th_quiet:1.1")).toBe(true);
});

test("A thread whose place is gone says so and goes on from its head; the others just go on", async () => {
  const [a, b] = [await openLog("th_a"), await openLog("th_b")];
  await append(a, token("1"), token("2"));
  await append(b, token("1"));
  const { url } = await follow(a, b);

  const client = await StreamClient.open(`${url}th_a:7.1,th_b:1.0`);
  const [, resync, other] = await client.take(3);
  await append(a, token("3"));
  const [next] = await client.take(1);

  expect(resync).toMatchObject({ event: "resync", id: "th_a:1.2" });
  expect(JSON.parse(resync?.data ?? "")).toEqual({ thread_id: "th_a", head: "1.2", after: "1.2" });
  expect(other).toMatchObject({ id: "th_b:1.1" });
  expect(next).toMatchObject({ id: "th_a:1.3" });
});

test("An unknown thread is named in a 404", async () => {
  const { url } = await follow(await openLog("th_a"));

  const response = await fetch(`${url}th_a:1.0,th_gone:1.0`);

  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ detail: 'There is no thread "th_gone"' });
});

test("parseSubscriptions() lets Last-Event-ID win for the thread that it names", () => {
  expect(parseSubscriptions("th_a:1.2,th_b:1.3", "th_b:1.9")).toEqual([
    { thread_id: "th_a", place: { epoch: 1, sequence: 2, delivered: 0 } },
    { thread_id: "th_b", place: { epoch: 1, sequence: 9, delivered: 0 } },
  ]);
});

test.each([
  "",
  "th_a",
  "th_a:",
  ":1.2",
  "th_a:1.2,",
  "th_a:1.2,th_a:1.3",
  "../x:1.2",
  "th a:1.2",
  "th_a:1.2:3",
  "th_a:x",
  `${"a".repeat(65)}:1.2`,
  Array.from({ length: MAX_SUBSCRIPTIONS + 1 }, (_, at) => `th_${at}:1.0`).join(","),
])("parseSubscriptions(%j) is refused", (text) => {
  expect(() => parseSubscriptions(text)).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ status: 400 }) }),
  );
});
