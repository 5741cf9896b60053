import { afterEach, expect, test } from "vitest";

import { LaneSource } from "./lane-source.ts";
import { FakeStreamServer, heartbeat, message } from "./stream/fake-stream-server.ts";
import type { StreamStatus } from "./stream/tab-message.ts";

const START = { epoch: 1, sequence: 0 };
const opened: LaneSource[] = [];

afterEach(async () => {
  for (const source of opened.splice(0)) source.close();
  await locksAreFree();
});

test("a reader gets the events of its thread after its cursor, in order", async () => {
  const server = new FakeStreamServer();
  const reader = read(openTab(server), "th_1", { epoch: 1, sequence: 4 });
  const stream = await server.request(1);

  stream.send(message("th_1", 5) + message("th_1", 6));

  await expect.poll(() => reader.sequences).toEqual([5, 6]);
  expect(stream.url).toBe("/stream?subscribe=th_1:1.4");
});

test("what a reader has seen is dropped", async () => {
  const server = new FakeStreamServer();
  const reader = read(openTab(server), "th_1", { epoch: 1, sequence: 2 });
  const stream = await server.request(1);

  stream.send(message("th_1", 1) + message("th_1", 2) + message("th_1", 3) + message("th_1", 3));
  stream.send(message("th_1", 4));

  await expect.poll(() => reader.sequences).toEqual([3, 4]);
});

test("after a gap the stream is opened again from the last event that was seen", async () => {
  const server = new FakeStreamServer();
  const reader = read(openTab(server), "th_1", START);
  const first = await server.request(1);

  first.send(message("th_1", 1) + message("th_1", 4));
  const second = await server.request(2);
  second.send(message("th_1", 2) + message("th_1", 3) + message("th_1", 4));

  await expect.poll(() => reader.sequences).toEqual([1, 2, 3, 4]);
  expect(second.url).toBe("/stream?subscribe=th_1:1.1");
  expect(first.signal.aborted).toBe(true);
});

test("an ended stream is opened again after the newest event", async () => {
  const server = new FakeStreamServer();
  const reader = read(openTab(server), "th_1", START);

  const first = await server.request(1);
  first.send(message("th_1", 1));
  await expect.poll(() => reader.sequences).toEqual([1]);
  first.end();
  const second = await server.request(2);
  second.send(message("th_1", 2, 2));

  await expect.poll(() => reader.sequences).toEqual([1, 2]);
  expect(second.url).toBe("/stream?subscribe=th_1:1.1");
});

test("a stream that falls silent is given up and opened again", async () => {
  const server = new FakeStreamServer();
  read(openTab(server, { watchdog_ms: 50 }), "th_1", START);

  const first = await server.request(1);
  await server.request(2);

  expect(first.signal.aborted).toBe(true);
});

test("of two tabs one holds the stream, and both get the events", async () => {
  const server = new FakeStreamServer();
  const one = read(openTab(server), "th_1", START);
  const stream = await server.request(1);
  const two = read(await joinTab(server), "th_1", START);

  stream.send(message("th_1", 1) + message("th_1", 2));

  await expect.poll(() => one.sequences).toEqual([1, 2]);
  await expect.poll(() => two.sequences).toEqual([1, 2]);
  expect(server.requests.filter((request) => !request.signal.aborted)).toHaveLength(1);
});

test("a thread that another tab shows is added to the one stream", async () => {
  const server = new FakeStreamServer();
  read(openTab(server), "th_1", START);
  await server.request(1);
  const other = read(openTab(server), "th_2", { epoch: 3, sequence: 7 });

  const stream = await server.request(2);
  stream.send(message("th_2", 8, 3));

  await expect.poll(() => other.sequences).toEqual([8]);
  expect(stream.url).toBe("/stream?subscribe=th_1:1.0,th_2:3.7");
});

test("when the leading tab goes, another one leads and nothing is lost or repeated", async () => {
  const server = new FakeStreamServer();
  const leader = openTab(server);
  read(leader, "th_1", START);
  const first = await server.request(1);
  const follower = read(await joinTab(server), "th_1", START);
  first.send(message("th_1", 1) + message("th_1", 2));
  await expect.poll(() => follower.sequences).toEqual([1, 2]);

  leader.close();
  const second = await server.request(2);
  second.send(message("th_1", 2) + message("th_1", 3));

  await expect.poll(() => follower.sequences).toEqual([1, 2, 3]);
  expect(second.url).toBe("/stream?subscribe=th_1:1.2");
});

test("a reader that comes late gets what went by before it came", async () => {
  const server = new FakeStreamServer();
  const source = openTab(server);
  const early = read(source, "th_1", START);
  const first = await server.request(1);
  first.send(message("th_1", 1) + message("th_1", 2));
  await expect.poll(() => early.sequences).toEqual([1, 2]);

  const late = read(source, "th_1", { epoch: 1, sequence: 1 });
  const second = await server.request(2);
  second.send(message("th_1", 2));

  await expect.poll(() => late.sequences).toEqual([2]);
  expect(second.url).toBe("/stream?subscribe=th_1:1.1");
  expect(early.sequences).toEqual([1, 2]);
});

test("the status is told in words: catching up, live, offline, lost", async () => {
  const server = new FakeStreamServer();
  const seen: StreamStatus[] = [];
  const source = openTab(server, { onStatus: (status) => seen.push(status) });
  const reader = read(source, "th_1", START);

  const first = await server.request(1);
  first.send(heartbeat({ th_1: "1.0" }));
  await expect.poll(() => seen.at(-1)).toBe("live");
  first.send(heartbeat({ th_1: "1.2" }));
  await expect.poll(() => seen.at(-1)).toBe("catching up");
  first.send(message("th_1", 1) + message("th_1", 2));
  await expect.poll(() => reader.sequences).toEqual([1, 2]);
  server.refuse(401);
  first.end();

  await expect
    .poll(() => seen)
    .toEqual(["catching up", "live", "catching up", "live", "offline", "lost"]);
});

test("word of a resync reaches the readers of that thread", async () => {
  const server = new FakeStreamServer();
  const source = openTab(server);
  const reader = read(source, "th_1", START);
  const other = read(source, "th_2", START);
  const stream = await server.request(1);

  stream.send('event: resync\ndata: {"thread_id":"th_1"}\n\n');

  await expect.poll(() => reader.resyncs).toBe(1);
  expect(other.resyncs).toBe(0);
});

test("a reader that stopped gets nothing more", async () => {
  const server = new FakeStreamServer();
  const source = openTab(server);
  const stays = read(source, "th_1", START);
  const leaves = read(source, "th_1", START);
  const stream = await server.request(1);

  leaves.stop();
  stream.send(message("th_1", 1));

  await expect.poll(() => stays.sequences).toEqual([1]);
  expect(leaves.sequences).toEqual([]);
});

interface TabOptions {
  readonly watchdog_ms?: number;
  readonly onStatus?: (status: StreamStatus) => void;
}

function openTab(server: FakeStreamServer, options: TabOptions = {}): LaneSource {
  const backoff = { first_ms: 1, max_ms: 5 };
  const source = new LaneSource({ open: server.open, backoff, channel: "test", ...options });
  opened.push(source);
  return source;
}

/** Opens a tab beside a leading one, and waits until the leader knows of it. */
async function joinTab(server: FakeStreamServer): Promise<LaneSource> {
  return new Promise((resolve) => {
    const source = openTab(server, { onStatus: () => resolve(source) });
    source.subscribe("th_1", START, { onEvent: () => {}, onResync: () => {} });
  });
}

function read(source: LaneSource, thread: string, after: { epoch: number; sequence: number }) {
  const reader = { sequences: [] as number[], resyncs: 0, stop: () => {} };
  reader.stop = source.subscribe(thread, after, {
    onEvent: (event) => reader.sequences.push(event.sequence),
    onResync: () => reader.resyncs++,
  });
  return reader;
}

/** The next test's tab must not wait for the one before. */
async function locksAreFree(): Promise<void> {
  await navigator.locks.request("uar-leader", () => {});
}
