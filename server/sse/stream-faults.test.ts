import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Hono } from "hono";
import { afterEach, expect, test } from "vitest";

import { laneMessages } from "#runtime/event/lane.ts";
import { openNodeStore } from "#runtime/log/node-store.ts";
import type { EventLog } from "#runtime/log/port.ts";
import { systemClock } from "#runtime/system-services.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { serveApp, type TestServer } from "#server/security/test-server.ts";
import { laneStream } from "./lane-stream.ts";
import { browserStream } from "./multiplex.ts";
import { STALL_MS, HEARTBEAT_MS } from "./stream.ts";
import {
  append,
  done,
  handBeaten,
  nextTurn,
  observed,
  openLog,
  StreamClient,
  token,
  turnsUntil,
  twoCalls,
} from "./stream-test-kit.ts";

const CLIENTS = 20;
const EVENTS = 2_000;

let served: TestServer | undefined;
afterEach(async () => served?.close());

async function serveThread(log: EventLog) {
  const hand = handBeaten();
  const app = new Hono<AppEnv>();
  app.get("/lanes", (c) => laneStream(c, hand.services, { log, run_id: "r_1" }));
  app.get("/stream", (c) => browserStream(c, hand.services, async () => log));
  served = await serveApp(app);
  return { ...hand, url: served.origin };
}

test("F23 sse-random-drop: clients cut off at random lose, repeat and reorder no lane message", async () => {
  const log = await openLog();
  const { url, services } = await serveThread(log);
  const random = seeded(23);
  let cuts = 0;

  const readAll = async () => {
    const parts: string[] = [];
    let id = "1.0";
    for (;;) {
      const client = await StreamClient.open(`${url}/lanes`, { "last-event-id": id });
      let left = 1 + Math.floor(random() * 120);
      for await (const { event = "", data, ...frame } of client.frames()) {
        parts.push(event === "tokens" ? textOf(data) : `[${event} ${data}]`);
        id = frame.id ?? id;
        if (data.includes('"done":true')) return parts.join("");
        left -= 1;
        if (left === 0) break;
      }
      cuts += 1;
      client.reset();
    }
  };
  const readers = Array.from({ length: CLIENTS }, readAll);
  await publish(log, random);
  const texts = await Promise.all(readers);

  expect(new Set(texts)).toEqual(new Set([await expected(log)]));
  expect(cuts).toBeGreaterThan(CLIENTS);
  await turnsUntil(() => services.slots.open === 0);
});

test("F23 sse-random-drop: clients of the browser's stream see every sequence once, in order", async () => {
  const log = await openLog();
  const { url } = await serveThread(log);
  const random = seeded(24);

  const readAll = async () => {
    const seen: number[] = [];
    while (seen.length < EVENTS) {
      const client = await StreamClient.open(`${url}/stream?subscribe=th_1:1.${seen.at(-1) ?? 0}`);
      let left = 1 + Math.floor(random() * 500);
      for await (const { event, data } of client.frames()) {
        if (event !== "hb") seen.push(sequenceOf(data));
        left -= 1;
        if (left === 0 || seen.length === EVENTS) break;
      }
      client.reset();
    }
    return seen;
  };
  const readers = Array.from({ length: CLIENTS }, readAll);
  await publish(log, random);

  const all = Array.from({ length: EVENTS }, (_, at) => at + 1);
  for (const seen of await Promise.all(readers)) expect(seen).toEqual(all);
});

test("F24 sse-drop-no-event-between: reconnecting twice without an event in between keeps the cursor", async () => {
  const log = await openLog();
  const { url, beat } = await serveThread(log);
  await append(log, token("a"), token("b"));
  let id = (await (await StreamClient.open(`${url}/lanes`)).take(1))[0]?.id ?? "";

  for (let round = 0; round < 2; round += 1) {
    const client = await StreamClient.open(`${url}/lanes`, { "last-event-id": id });
    const next = client.take(1);
    await turnsUntil(() => client.response.headers.date !== undefined);
    beat();
    const [frame] = await next;
    expect(frame).toMatchObject({ event: "hb" });
    id = frame?.id ?? id;
    client.reset();
  }
  await append(log, token("c"));

  const last = await StreamClient.open(`${url}/lanes`, { "last-event-id": id });
  expect(await last.take(1)).toMatchObject([{ id: "1.3", data: '{"text":"c"}' }]);
});

test("F25 sse-epoch-reset: a cursor goes on over a restart, and is sent back where the tail was lost", async () => {
  const folder = await mkdtemp(join(tmpdir(), "uar-"));
  const openAgain = async () => {
    const store = await openNodeStore(folder, systemClock);
    return { store, log: await store.open("s_1", "th_1") };
  };
  const before = await openAgain();
  await append(before.log, token("a"), token("b"), token("c"));
  const { epoch } = before.log.head();
  await before.store.close();
  const [segment = ""] = (await readdir(folder, { recursive: true })).filter((name) =>
    name.endsWith(".jsonl"),
  );
  const lines = (await readFile(join(folder, segment), "utf8")).split("\n");
  const ofThird = lines.findIndex((line) => line.includes('"sequence":3'));

  const kept = await openAgain();
  await append(kept.log, token("d"));
  const first = await serveThread(kept.log);
  const goesOn = await StreamClient.open(`${first.url}/lanes?after=${epoch}.3`);
  expect(await goesOn.take(1)).toEqual([
    { id: `${epoch + 1}.4`, event: "tokens", data: '{"text":"d"}' },
  ]);
  await served?.close();
  await kept.store.close();

  // The power went before the third event was on the disk, although it was shown.
  await writeFile(join(folder, segment), `${lines.slice(0, ofThird).join("\n")}\n`);
  const cut = await openAgain();
  await append(cut.log, token("C"), token("D"));
  const second = await serveThread(cut.log);
  const sentBack = await StreamClient.open(`${second.url}/lanes?after=${epoch}.3`);
  expect(await sentBack.take(2)).toMatchObject([
    { event: "resync" },
    { event: "tokens", data: '{"text":"abCD"}' },
  ]);
  await cut.store.close();
  await rm(folder, { recursive: true });
});

test("F26 sse-dead-readers: a client that reads nothing holds up nobody, takes no memory and is dropped", async () => {
  const log = observed(await openLog());
  const { url, services, beat } = await serveThread(log);
  const dead = connect(Number(new URL(url).port), "127.0.0.1");
  dead.on("error", () => {});
  dead.pause();
  dead.write("GET /stream?subscribe=th_1:1.0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  const healthy = await StreamClient.open(`${url}/stream?subscribe=th_1:1.0`);
  const healthyRead = healthy.take(4_001);
  const filler = "x".repeat(8_000);

  for (let at = 0; at < 4_000; at += 1) {
    await append(log, token(filler));
    if (at % 40 === 0) await nextTurn();
  }

  const frames = await healthyRead;
  expect(frames.at(-1)?.id).toBe("th_1:1.4000");
  const [socket] = [...(served?.sockets ?? [])].filter((each) => each.writableLength > 0);
  const taken = (socket?.bytesWritten ?? Infinity) + (socket?.writableLength ?? 0);
  expect(taken).toBeLessThan(16_000_000);
  expect(socket?.writableLength).toBeLessThan(200_000);

  const beats = STALL_MS / HEARTBEAT_MS;
  for (let count = 1; count < beats; count += 1) beat();
  expect(services.slots.open).toBe(2);
  beat();
  expect(services.slots.open).toBe(1);
  expect(log.readers).toBe(1);
  dead.resume();
  await once(dead, "close");
});

async function publish(log: EventLog, random: () => number): Promise<void> {
  while (log.head().sequence < EVENTS - 1) {
    const sequence = log.head().sequence + 1;
    await append(log, sequence % 7 === 0 ? twoCalls(`n${sequence}`) : token(` ${sequence}`));
    if (random() < 0.2) await nextTurn();
  }
  await append(log, done());
}

/** What a reader makes of the whole log, straight from its events. */
async function expected(log: EventLog): Promise<string> {
  const entries = await log.read(0);
  return entries
    .flatMap(({ event }) => laneMessages(event))
    .map(({ lane, type, payload }) =>
      type === "TokenDelta" ? payload.text : `[${lane} ${JSON.stringify(payload)}]`,
    )
    .join("");
}

function textOf(data: string): string {
  return (JSON.parse(data) as { text: string }).text;
}

function sequenceOf(data: string): number {
  return (JSON.parse(data) as { sequence: number }).sequence;
}

/** A small random generator, the same on every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
