import { expect, test } from "vitest";

import { openFileStore } from "#runtime/log/file-store.ts";
import type { EventLog, LogStore } from "#runtime/log/port.ts";

import { Random } from "./random.ts";
import { sampleEntry } from "./sample-entry.ts";
import { simulatedClock } from "./simulated-clock.ts";
import { SimulatedDisk } from "./simulated-disk.ts";
import { type Faults, SimulatedProcess } from "./simulated-process.ts";

const SEEDS = 8;
/** Enough for a few segments of this size. */
const EVENTS = 12;
const SEGMENT_BYTES = 600;
const SESSION = "s_1";
const THREAD = "th_1";

test("a removal that is cut off anywhere, by a crash or by the power, leaves a log's beginning or nothing", async () => {
  const lengths = new Set<number>();
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    for (let crashAt = 1, isWhole = false; !isWhole; crashAt += 1) {
      const disk = await diskWithThread(seed);
      isWhole = await removeUntil(disk, crashAt);
      if (seed % 2 === 0) disk.losePower();

      const store = await openStore(disk);
      const log = await store.open(SESSION, THREAD);
      expect(log.damage).toBeUndefined();
      const left = await log.read(0);
      expect(left).toEqual(entries(left.length));
      expect(isWhole && left.length > 0).toBe(false);
      lengths.add(left.length);

      await store.remove(SESSION, THREAD);
      expect(await store.list()).toEqual([]);
      expect(disk.directory("/data/sessions")?.names).toEqual([]);
      await store.close();
    }
  }
  expect(lengths.size).toBeGreaterThan(2);
}, 60_000);

function entries(count: number) {
  return Array.from({ length: count }, (_, at) => sampleEntry(at + 1, "x".repeat(60)));
}

/** A disk on which all events of the thread are durable, after a clean end. */
async function diskWithThread(seed: number): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk(new Random(seed));
  disk.makeDirectory("/data");
  disk.root.sync();
  const store = await openStore(disk);
  const log: EventLog = await store.open(SESSION, THREAD);
  for (const entry of entries(EVENTS)) await log.append([entry], { barrier: true });
  await store.close();
  return disk;
}

/** Answers whether the thread was removed before the process ended. */
async function removeUntil(disk: SimulatedDisk, crashAt: number): Promise<boolean> {
  let first = Number.POSITIVE_INFINITY;
  const faults: Faults = (_kind, number) => (number >= first + crashAt ? "crash" : undefined);
  const process = new SimulatedProcess(disk, faults);
  const store = await openStore(disk, process);
  first = process.operations;
  try {
    await store.remove(SESSION, THREAD);
    return true;
  } catch (error) {
    if (!process.isGone) throw error;
    return false;
  } finally {
    process.kill();
  }
}

function openStore(disk: SimulatedDisk, process = new SimulatedProcess(disk)): Promise<LogStore> {
  return openFileStore({
    disk: process,
    clock: simulatedClock(new Random(1)),
    directory: "/data",
    segmentBytes: SEGMENT_BYTES,
  });
}
