import { describe, expect, test } from "vitest";

import { openFileStore } from "./file-store.ts";
import type { EventLog, LogStore } from "./port.ts";
import { segmentName } from "./segment.ts";
import { Random } from "./simulation/random.ts";
import { SAMPLE_THREAD, sampleEntry } from "./simulation/sample-entry.ts";
import { simulatedClock } from "./simulation/simulated-clock.ts";
import { SimulatedDisk } from "./simulation/simulated-disk.ts";
import { SimulatedProcess } from "./simulation/simulated-process.ts";

const THREAD = "/data/sessions/s_1/th_1";

describe("the log of a branch", () => {
  const branch = { session_id: "s_1", thread_id: "th_9" };
  const directory = "/data/sessions/s_1/th_9";
  const path = `${directory}/${segmentName(41)}`;
  const openBranch = (store: LogStore, after?: number): Promise<EventLog> =>
    store.open("s_1", "th_9", after === undefined ? {} : { after });

  test("names its first segment by its first event, and begins there after a restart", async () => {
    const disk = emptyDisk();
    const log = await openBranch(await openStore(disk), 40);
    await log.append([sampleEntry(41, "x", branch), sampleEntry(42, "y", branch)]);
    await log.close();

    const again = await openBranch(await openStore(disk));

    expect(disk.directory(directory)?.names).toEqual([segmentName(41)]);
    expect(again).toMatchObject({ beginsAfter: 40, damage: undefined });
    expect(again.head().sequence).toBe(42);
  });

  test.each([
    ["empty", ""],
    ["torn", '{"epoch":1,"fro'],
  ])("with an %s first segment was never recorded, and is begun again", async (_how, bytes) => {
    const disk = emptyDisk();
    const directories = ["/data/sessions", "/data/sessions/s_1", directory];
    for (const each of directories) disk.makeDirectory(each);
    disk.openFile(path, "create").write(Buffer.from(bytes), 0);
    const looked = await openBranch(await openStore(disk));

    const log = await openBranch(await openStore(disk), 40);
    await log.append([sampleEntry(41, "x", branch)], { barrier: true });
    const again = await openBranch(await openStore(disk));

    expect(looked.damage).toBeUndefined();
    expect(await looked.read(0)).toEqual([]);
    expect(await again.read(0)).toEqual([sampleEntry(41, "x", branch)]);
  });

  test("is told from one that lost its first segments", async () => {
    const disk = emptyDisk();
    const log = await openLog(await openStore(disk, 1));
    for (const sequence of [1, 2]) await log.append([sampleEntry(sequence, "x")]);
    const second = await openLog(await openStore(disk, 1));
    for (const sequence of [3, 4]) await second.append([sampleEntry(sequence, "x")]);
    const planted = emptyDisk();
    for (const each of ["/data/sessions", "/data/sessions/s_1", THREAD])
      planted.makeDirectory(each);
    for (const first of [3, 4]) {
      const file = `${THREAD}/${segmentName(first)}`;
      planted.openFile(file, "create").write(disk.file(file)?.content ?? Buffer.alloc(0), 0);
    }

    const damaged = await openLog(await openStore(planted));

    expect(damaged.damage).toBeDefined();
    expect(damaged.beginsAfter).toBe(0);
    expect(await damaged.read(0)).toEqual([]);
  });
});

function emptyDisk(): SimulatedDisk {
  const disk = new SimulatedDisk(new Random(1));
  disk.makeDirectory("/data");
  return disk;
}

function openStore(disk: SimulatedDisk, segmentBytes = 100_000): Promise<LogStore> {
  return openFileStore({
    disk: new SimulatedProcess(disk),
    clock: simulatedClock(new Random(1)),
    directory: "/data",
    segmentBytes,
  });
}

function openLog(store: LogStore): Promise<EventLog> {
  return store.open(SAMPLE_THREAD.session_id, SAMPLE_THREAD.thread_id);
}
