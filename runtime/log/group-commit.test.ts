import { expect, test } from "vitest";

import type { Clock } from "#runtime/services.ts";

import { openFileStore } from "./file-store.ts";
import type { EventLog } from "./port.ts";
import { Random } from "./simulation/random.ts";
import { SAMPLE_THREAD, sampleEntry } from "./simulation/sample-entry.ts";
import { SimulatedDisk } from "./simulation/simulated-disk.ts";
import { SimulatedProcess } from "./simulation/simulated-process.ts";
import { watchDisk, type WatchedDisk } from "./simulation/watched-disk.ts";

test("everything that queues while an fsync runs goes out in one write and one fsync", async () => {
  const { log, disk } = await openWatched();
  const release = disk.holdSyncs();
  const first = log.append([sampleEntry(2, "x")], { barrier: true });
  await turns(() => disk.syncs === 2);
  const { writes } = disk;

  const others = Array.from({ length: 20 }, (_, index) =>
    log.append([sampleEntry(3 + index, "x")], { barrier: true }),
  );
  release();
  await Promise.all([first, ...others]);

  expect(disk.writes - writes).toBe(1);
  expect(disk.syncs).toBe(3);
  expect(log.head().sequence).toBe(22);
});

test("a plain event is shown once written, a barrier and what follows it only once durable", async () => {
  const { log, disk } = await openWatched();
  const release = disk.holdSyncs();

  const appends = [
    log.append([sampleEntry(2, "plain")]),
    log.append([sampleEntry(3, "barrier")], { barrier: true }),
    log.append([sampleEntry(4, "plain")]),
  ];
  await appends[0];
  const shown = (await log.read(0)).length;
  await turns(() => disk.syncs === 2);
  const shownInSync = log.head().sequence;
  release();
  await Promise.all(appends);

  expect([shown, shownInSync, log.head().sequence]).toEqual([2, 2, 4]);
});

test("a lone plain event can be read when append() returns; a burst shares one more write", async () => {
  const { log, disk } = await openWatched();
  const { writes } = disk;

  const burst = Array.from({ length: 50 }, (_, index) => log.append([sampleEntry(2 + index, "x")]));
  const headAtOnce = log.head().sequence;
  await Promise.all(burst);

  expect(headAtOnce).toBe(2);
  expect(log.head().sequence).toBe(51);
  expect(disk.writes - writes).toBe(2);
});

test("a writer that waits for nothing but its appends lets everything else run", async () => {
  const { log } = await openWatched();
  let turnsSeen = 0;
  const count = (): void => {
    turnsSeen += 1;
    if (turnsSeen < 10) setImmediate(count);
  };
  setImmediate(count);

  for (let sequence = 2; sequence < 100; sequence += 1)
    await log.append([sampleEntry(sequence, "x")]);

  expect(turnsSeen).toBe(10);
});

test("a plain event is made durable within a second when no barrier follows", async () => {
  const sleeps: { ms: number; wake: () => void }[] = [];
  const { log, disk } = await openWatched({
    sleep: (ms) => new Promise((wake) => sleeps.push({ ms, wake })),
  });

  await log.append([sampleEntry(2, "x")]);
  await log.append([sampleEntry(3, "x")]);
  expect(sleeps.map(({ ms }) => ms)).toEqual([1_000]);
  expect(disk.syncs).toBe(1);
  sleeps[0]?.wake();
  await turns(() => disk.syncs === 2);

  expect(disk.syncs).toBe(2);
});

test("a log that is too far behind refuses more until the disk has caught up", async () => {
  const { log, disk } = await openWatched();
  const release = disk.holdSyncs();
  const first = log.append([sampleEntry(2, "x")], { barrier: true });
  await turns(() => disk.syncs === 2);

  const big = "x".repeat(1_000_000);
  const waiting: Promise<void>[] = [first];
  for (let sequence = 3; sequence < 20; sequence += 1) {
    waiting.push(log.append([sampleEntry(sequence, big)]));
  }
  const refused = await Promise.allSettled([log.append([sampleEntry(20, big)])]);
  release();
  await Promise.all(waiting);
  await log.append([sampleEntry(20, "x")]);

  expect(refused[0]).toMatchObject({ status: "rejected", reason: { name: "LogBusyError" } });
  expect(log.head().sequence).toBe(20);
});

test("close() makes durable what was accepted", async () => {
  const { log, disk } = await openWatched();

  const accepted = log.append([sampleEntry(2, "x")]);
  await log.close();
  await accepted;

  expect(disk.syncs).toBe(2);
  expect(log.head().sequence).toBe(2);
});

/** A log with one durable event, so that its epoch is begun. */
async function openWatched(
  clock: Pick<Clock, "sleep"> = { sleep: () => new Promise(() => undefined) },
): Promise<{ log: EventLog; disk: WatchedDisk }> {
  const simulated = new SimulatedDisk(new Random(1));
  simulated.makeDirectory("/data");
  const disk = watchDisk(new SimulatedProcess(simulated));
  const store = await openFileStore({ disk, clock, directory: "/data" });
  const log = await store.open(SAMPLE_THREAD.session_id, SAMPLE_THREAD.thread_id);
  await log.append([sampleEntry(1, "x")], { barrier: true });
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return { log, disk };
}

const TURNS_MAX = 1_000;

async function turns(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < TURNS_MAX && !condition(); turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(condition()).toBe(true);
}
