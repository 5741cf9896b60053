import { Hono } from "hono";
import { afterEach, expect, test } from "vitest";

import type { AppEnv } from "#server/security/app-env.ts";
import { serveApp, type TestServer } from "#server/security/test-server.ts";
import { lastErrorHandler } from "#server/security/problem.ts";
import { StreamSlots } from "#server/security/stream-slots.ts";
import { laneStream, type LaneSubject } from "./lane-stream.ts";
import type { StreamServices } from "./stream-services.ts";
import {
  append,
  done,
  handBeaten,
  observed,
  openLog,
  StreamClient,
  token,
  turnsUntil,
  twoCalls,
} from "./stream-test-kit.ts";

let served: TestServer | undefined;
afterEach(async () => served?.close());

async function serveLanes(subject: Partial<LaneSubject> = {}, given: Partial<StreamServices> = {}) {
  const log = observed(subject.log ?? (await openLog()));
  const hand = handBeaten(given);
  const app = new Hono<AppEnv>();
  app.onError(lastErrorHandler(() => {}));
  app.get("/lanes", (c) => laneStream(c, hand.services, { ...subject, log }));
  served = await serveApp(app);
  return { ...hand, log, url: `${served.origin}/lanes`, served };
}

test("A stream has the headers that keep proxies and caches out of its way", async () => {
  const { url } = await serveLanes();

  const { headers } = (await StreamClient.open(url)).response;

  expect(headers).toMatchObject({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache, no-store, no-transform",
    "x-accel-buffering": "no",
  });
});

test("A reader gets what was there before it and what comes after", async () => {
  const { url, log } = await serveLanes();
  await append(log, token("a"), twoCalls("read"));

  const client = await StreamClient.open(url);
  const before = await client.take(4);
  await append(log, token("b"));
  const after = await client.take(1);

  expect(before.map(({ id, event }) => [id, event])).toEqual([
    ["1.1", "tokens"],
    ["1.2.1", "tools"],
    ["1.2.2", "tools"],
    ["1.2", "usage"],
  ]);
  expect(after).toEqual([{ id: "1.3", event: "tokens", data: '{"text":"b"}' }]);
});

test("Tokens of one turn of the event loop go out as one frame", async () => {
  const { url, log } = await serveLanes();
  await append(log, token("first"));
  const client = await StreamClient.open(url);
  await client.take(1);

  for (const text of ["a", "b", "c", "d"]) await append(log, token(text));

  expect(await client.take(1)).toEqual([{ id: "1.5", event: "tokens", data: '{"text":"abcd"}' }]);
});

test("The stream of a run ends after its Done and leaves nothing behind", async () => {
  const { url, log, services } = await serveLanes({ run_id: "r_1" });
  await append(log, token("a"), done(), token("late"));

  const client = await StreamClient.open(url);
  const frames = await client.take(Infinity);

  expect(frames.map(({ event }) => event)).toEqual(["tokens", "status"]);
  expect(log.readers).toBe(0);
  expect(services.slots.open).toBe(0);
});

test("A reader that comes back after the Done is told to stop coming", async () => {
  const { url, log } = await serveLanes({ run_id: "r_1", ended_at: 2 });
  await append(log, token("a"), done());

  const again = await fetch(url, { headers: { "last-event-id": "1.2" } });
  const before = await fetch(url, { headers: { "last-event-id": "1.1" } });

  expect(again.status).toBe(204);
  expect(await before.text()).toContain('"done":true');
});

test("A heartbeat is an event with the head and the time, and moves no cursor", async () => {
  const { url, log, beat } = await serveLanes();
  await append(log, token("a"));
  const client = await StreamClient.open(url);
  await client.take(1);

  beat();

  expect(await client.take(1)).toEqual([
    { event: "hb", data: '{"heads":{"th_1":"1.1"},"ts":"2026-11-30T09:00:00.000Z"}' },
  ]);
});

test("Filters of lanes come from the address or from the query", async () => {
  const { url, log } = await serveLanes({ run_id: "r_1" });
  await append(log, token("a"), twoCalls("read"), done());

  const tools = await (await StreamClient.open(`${url}?lanes=tools,usage`)).take(Infinity);
  const wrong = await fetch(`${url}?lanes=tokenz`);

  expect(tools.map(({ id }) => id)).toEqual(["1.2.1", "1.2.2", "1.2"]);
  expect(wrong.status).toBe(400);
  expect(await wrong.json()).toMatchObject({ code: "unknown_lane" });
});

test("JSON lines and plain text come from the same cursor", async () => {
  const { url, log } = await serveLanes({ run_id: "r_1" });
  await append(log, token("Hello "), token("world"), done());

  const lines = await fetch(url, { headers: { accept: "application/jsonl" } });
  const text = await fetch(`${url}?after=1.1`, { headers: { accept: "text/plain" } });
  const page = await fetch(url, { headers: { accept: "image/png" } });

  expect(
    (await lines.text())
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { id: "1.2", lane: "tokens", data: { text: "Hello world" } },
    { id: "1.3", lane: "status", data: { status: "completed", done: true } },
  ]);
  expect(await text.text()).toBe("world");
  expect(page.status).toBe(406);
});

test("A reader whose place is gone is told, and gets everything from the start", async () => {
  const { url, log } = await serveLanes({ run_id: "r_1", from: 1 });
  await append(log, token("other", "r_0"), token("a"), done());

  for (const lost of ["1.9", "2.1", "1.4.1"]) {
    const frames = await (await StreamClient.open(`${url}?after=${lost}`)).take(Infinity);
    expect(frames).toEqual([
      {
        id: "1.1",
        event: "resync",
        data: '{"thread_id":"th_1","head":"1.3","after":"1.1"}',
      },
      { id: "1.2", event: "tokens", data: '{"text":"a"}' },
      { id: "1.3", event: "status", data: '{"status":"completed","done":true}' },
    ]);
  }
  const text = await fetch(`${url}?after=1.9`, { headers: { accept: "text/plain" } });
  expect(text.status).toBe(409);
});

test("A client that hangs up leaves nothing behind", async () => {
  const { url, log, services } = await serveLanes();
  await append(log, token("a"));
  const client = await StreamClient.open(url);
  await client.take(1);
  expect([log.readers, services.slots.open]).toEqual([1, 1]);

  client.reset();

  await turnsUntil(() => log.readers === 0);
  expect(services.slots.open).toBe(0);
});

test("A server that stops ends its streams, and takes no new ones", async () => {
  const { url, log, services, drain } = await serveLanes();
  await append(log, token("a"));
  const client = await StreamClient.open(url);
  await client.take(1);

  drain();

  expect(await client.take(Infinity)).toEqual([]);
  expect([log.readers, services.slots.open]).toEqual([0, 0]);
  expect(await (await StreamClient.open(url)).take(Infinity)).toEqual([]);
});

test("A log that cannot be read cuts the client off, and the cause goes to the server's log", async () => {
  const cause = new Error("EIO");
  const { url, log, services, reported } = await serveLanes();
  log.read = () => Promise.reject(cause);
  await append(log, token("a"));

  const client = await StreamClient.open(url);
  expect(await client.take(Infinity)).toEqual([]);

  expect(reported).toEqual([cause]);
  expect([log.readers, services.slots.open]).toEqual([0, 0]);
});

test("A stream of a log that was opened anew ends with the next heartbeat", async () => {
  const { url, beat } = await serveLanes({}, { isCurrent: () => false });
  const client = await StreamClient.open(url);

  const rest = client.take(Infinity);
  await turnsUntil(() => client.response.headers["content-type"] !== undefined);
  beat();

  expect(await rest).toEqual([]);
});

test("A HEAD request costs no slot", async () => {
  const { url, log, services } = await serveLanes();

  const response = await fetch(url, { method: "HEAD" });

  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect([log.readers, services.slots.open]).toEqual([0, 0]);
});

test("Streams over a limit are refused until one is given back", async () => {
  const { url, log, services } = await serveLanes({}, { slots: new StreamSlots(1, 9) });
  await append(log, token("a"));
  const first = await StreamClient.open(url);
  await first.take(1);

  const second = await fetch(url);
  first.reset();
  await turnsUntil(() => services.slots.open === 0);
  const third = await StreamClient.open(url);

  expect(second.status).toBe(429);
  expect(second.headers.get("retry-after")).toBe("5");
  expect(await second.json()).toMatchObject({ code: "too_many_streams" });
  expect(await third.take(1)).toMatchObject([{ id: "1.1" }]);
});

test("Readers at the same place share one read and one encoding", async () => {
  const { url, log } = await serveLanes();
  await append(log, token("a"));
  const clients = await Promise.all(Array.from({ length: 50 }, () => StreamClient.open(url)));
  await Promise.all(clients.map((client) => client.take(1)));
  const before = log.reads;

  await append(log, token("b"));
  const frames = await Promise.all(clients.map((client) => client.take(1)));

  expect(frames.flat().every(({ id }) => id === "1.2")).toBe(true);
  expect(log.reads - before).toBeLessThanOrEqual(2);
});
