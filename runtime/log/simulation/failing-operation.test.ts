import { describe, expect, test } from "vitest";

import { openFileStore } from "#runtime/log/file-store.ts";
import { LogDeadError, type EventLog, type LogStore } from "#runtime/log/port.ts";

import { Random } from "./random.ts";
import { SAMPLE_THREAD, sampleEntry } from "./sample-entry.ts";
import { simulatedClock } from "./simulated-clock.ts";
import { SimulatedDisk } from "./simulated-disk.ts";
import { SimulatedProcess, type Fault } from "./simulated-process.ts";

const EVENTS = 12;

describe.each(["EIO", "ENOSPC", "short"] satisfies Fault[])(
  "F04 log-fail-nth-op: %s at any one operation",
  (fault) => {
    test("costs no acknowledged event, and the log goes on once it is opened again", async () => {
      const { operations } = await workload(undefined);
      expect(operations).toBeGreaterThan(EVENTS);

      for (let number = 1; number <= operations; number += 1) {
        const { disk, acknowledged } = await workload({ number, fault });
        const log = await openLog(await openStore(new SimulatedProcess(disk)));
        const { sequence: head } = log.head();

        expect(log.damage, `operation ${number}`).toBeUndefined();
        expect(head, `operation ${number}`).toBeGreaterThanOrEqual(acknowledged);
        expect(acknowledged).toBeGreaterThanOrEqual(fault === "short" ? EVENTS : 0);
        await log.append([sampleEntry(head + 1, "more")], { barrier: true });
        const events = (await log.read(0)).map((entry) => entry.event.sequence);
        expect(events).toEqual(Array.from({ length: head + 1 }, (_, index) => index + 1));
      }
    });
  },
);

test("a log that met an error refuses all who wait and all who come, with the cause", async () => {
  const disk = emptyDisk();
  const failing = new SimulatedProcess(disk, (kind) => (kind === "syncData" ? "EIO" : undefined));
  const log = await openLog(await openStore(failing));

  const seen: boolean[] = [];
  log.subscribe(() => seen.push(log.isDead));
  const waiting = [1, 2, 3].map((sequence) => log.append([sampleEntry(sequence, "x")]));
  const refusals = await Promise.allSettled(waiting);
  const later = await Promise.allSettled([log.append([sampleEntry(4, "x")])]);

  for (const refusal of [...refusals, ...later]) {
    expect(refusal).toMatchObject({
      status: "rejected",
      reason: { name: "LogDeadError", cause: { code: "EIO" } },
    });
  }
  expect(seen).toEqual([true]);
  expect(log.head().sequence).toBe(0);
  expect(await log.read(0)).toEqual([]);
});

test("F04 log-fail-nth-op: only the thread whose disk fails is refused", async () => {
  const disk = emptyDisk();
  let hasFailed = false;
  const process = new SimulatedProcess(disk, (kind) => {
    if (hasFailed || kind !== "write") return undefined;
    hasFailed = true;
    return "ENOSPC";
  });
  const store = await openStore(process);
  const dead = await store.open("s_1", "th_1");
  const ref = { session_id: "s_1", thread_id: "th_2" };
  const healthy = await store.open(ref.session_id, ref.thread_id);

  await expect(dead.append([sampleEntry(1, "x")])).rejects.toThrow(LogDeadError);
  await healthy.append([sampleEntry(1, "x", ref)], { barrier: true });
  const again = await store.open("s_1", "th_1");
  await again.append([sampleEntry(1, "x")], { barrier: true });

  expect(healthy.head().sequence).toBe(1);
  expect(again).not.toBe(dead);
  expect(again.head().sequence).toBe(1);
});

interface OneFault {
  readonly number: number;
  readonly fault: Fault;
}

/** Appends one by one until the disk fails at the given operation or all is done. */
async function workload(
  one: OneFault | undefined,
): Promise<{ disk: SimulatedDisk; operations: number; acknowledged: number }> {
  const disk = emptyDisk();
  const process = new SimulatedProcess(disk, (_kind, number) =>
    number === one?.number ? one.fault : undefined,
  );
  let acknowledged = 0;
  try {
    const store = await openStore(process);
    const log = await openLog(store);
    for (let sequence = 1; sequence <= EVENTS; sequence += 1) {
      const barrier = sequence % 2 === 0;
      await log.append([sampleEntry(sequence, "some text")], { barrier });
      acknowledged = sequence;
    }
    await store.close();
  } catch (error) {
    if (one === undefined) throw error;
  }
  process.kill();
  return { disk, operations: process.operations, acknowledged };
}

function emptyDisk(): SimulatedDisk {
  const disk = new SimulatedDisk(new Random(1));
  disk.makeDirectory("/data");
  return disk;
}

function openStore(process: SimulatedProcess): Promise<LogStore> {
  return openFileStore({
    disk: process,
    clock: simulatedClock(new Random(1)),
    directory: "/data",
    segmentBytes: 900,
  });
}

function openLog(store: LogStore): Promise<EventLog> {
  return store.open(SAMPLE_THREAD.session_id, SAMPLE_THREAD.thread_id);
}
