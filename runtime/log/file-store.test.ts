import { describe, expect, test } from "vitest";

import { openingJson } from "./epoch-line.ts";
import { openFileStore, type FileStoreOptions } from "./file-store.ts";
import { encodeLine } from "./line.ts";
import type { EventLog, LogStore } from "./port.ts";
import { segmentName } from "./segment.ts";
import { Random } from "./simulation/random.ts";
import { SAMPLE_THREAD, sampleEntry } from "./simulation/sample-entry.ts";
import { simulatedClock } from "./simulation/simulated-clock.ts";
import { SimulatedDisk } from "./simulation/simulated-disk.ts";
import { SimulatedProcess } from "./simulation/simulated-process.ts";
import { watchDisk } from "./simulation/watched-disk.ts";
import { describeLogStore } from "./store-conformance.ts";

const THREAD = "/data/sessions/s_1/th_1";

describeLogStore("in files", "disk", () => openStore(emptyDisk()));

describe("a log in files", () => {
  test("gives back every event over many segments, from any place, after a restart too", async () => {
    const disk = emptyDisk();
    const entries = Array.from({ length: 2_000 }, (_, index) => sampleEntry(index + 1, "äöü"));
    const log = await openLog(await openStore(disk, { segmentBytes: 100_000 }));
    for (let from = 0; from < 2_000; from += 100) await log.append(entries.slice(from, from + 100));
    const again = await openLog(await openStore(disk));

    expect(segmentNames(disk).length).toBeGreaterThan(3);
    for (const reader of [log, again]) {
      expect(await reader.read(0)).toEqual(entries);
      for (let after = 0; after < 2_000; after += 37) {
        expect(await reader.read(after, 5)).toEqual(entries.slice(after, after + 5));
      }
    }
  });

  test("keeps each segment within its size, and takes an event larger than that", async () => {
    const disk = emptyDisk();
    const log = await openLog(await openStore(disk, { segmentBytes: 1_000 }));
    for (let sequence = 1; sequence <= 20; sequence += 1) {
      await log.append([sampleEntry(sequence, "x".repeat(sequence === 10 ? 2_000 : 50))]);
    }
    await log.close();

    const sizes = segmentNames(disk).map((name) => disk.file(`${THREAD}/${name}`)?.size ?? 0);

    expect(sizes.filter((size) => size > 1_000)).toHaveLength(1);
    const [large] = await (await openLog(await openStore(disk))).read(9, 1);
    expect(large).toEqual(sampleEntry(10, "x".repeat(2_000)));
  });

  test("counts an epoch for each time it was opened and written", async () => {
    const disk = emptyDisk();
    const epochs: number[] = [];
    for (const isWritten of [true, false, false, true, true]) {
      const log = await openLog(await openStore(disk));
      epochs.push(log.head().epoch);
      if (isWritten) await log.append([sampleEntry(log.head().sequence + 1, "x")]);
      await log.close();
    }

    expect(epochs).toEqual([1, 2, 2, 2, 3]);
  });

  test("is only read, not written, when it is opened after it was closed in peace", async () => {
    const disk = emptyDisk();
    const log = await openLog(await openStore(disk));
    await log.append([sampleEntry(1, "x"), sampleEntry(2, "y")]);
    await log.close();
    const content = disk.file(`${THREAD}/000000000001.jsonl`)?.content;
    const watched = watchDisk(new SimulatedProcess(disk));

    const again = await openLog(await openStore(disk, { disk: watched }));

    expect(again.head().sequence).toBe(2);
    expect(watched.writes).toBe(0);
    expect(disk.file(`${THREAD}/000000000001.jsonl`)?.content).toEqual(content);
  });

  test("keeps the bytes of a torn tail beside the segment", async () => {
    const disk = await diskWithEvents(3);
    const file = disk.file(`${THREAD}/000000000001.jsonl`);
    const size = file?.size ?? 0;
    file?.write(Buffer.from('{"type":"mod'), size);

    const log = await openLog(await openStore(disk));

    expect(log.head().sequence).toBe(3);
    expect(file?.size).toBe(size);
    const torn = disk.file(`${THREAD}/000000000001.jsonl.${size}.torn`)?.content.toString();
    expect(torn).toBe('{"type":"mod');
  });

  test("does not count an epoch of which only the opening line was written", async () => {
    const disk = await diskWithEvents(3);
    const file = disk.file(`${THREAD}/000000000001.jsonl`);
    const size = file?.size ?? 0;
    const line = Buffer.alloc(128);
    const bytes = encodeLine(line, 0, openingJson(2, 4), 3);
    file?.write(line.subarray(0, bytes), size);

    const log = await openLog(await openStore(disk));

    expect(log.head()).toEqual({ epoch: 2, sequence: 3 });
    expect(file?.size).toBe(size);
  });

  test("is whole when a power loss left half a seal in a segment that others follow", async () => {
    const disk = emptyDisk();
    const log = await openLog(await openStore(disk, { segmentBytes: 1 }));
    for (const sequence of [1, 2, 3]) await log.append([sampleEntry(sequence, "x")]);
    const file = disk.file(`${THREAD}/000000000002.jsonl`);
    file?.write(Buffer.from('{"epoch":1,"to'), file.size);

    const again = await openLog(await openStore(disk));

    expect(again.damage).toBeUndefined();
    expect(again.head().sequence).toBe(3);
    expect(await again.read(0)).toHaveLength(3);
  });
});

describe("a damaged log", () => {
  test("can be read up to the damage, not written, and leaves others alone", async () => {
    const disk = await diskWithEvents(5);
    const file = disk.file(`${THREAD}/000000000001.jsonl`);
    const at = file?.content.indexOf('"sequence":3') ?? -1;
    file?.write(Buffer.from("X"), at);
    const before = file?.content;
    const store = await openStore(disk);

    const log = await openLog(store);
    const refused = log.append([sampleEntry(3, "x")]);

    await expect(refused).rejects.toMatchObject({ name: "LogCorruptError" });
    expect(log.damage?.message).toContain("up to event 2 ");
    expect((await log.read(0)).map(({ event }) => event.sequence)).toEqual([1, 2]);
    expect(file?.content).toEqual(before);
    const ref = { session_id: "s_1", thread_id: "th_2" };
    const other = await store.open("s_1", "th_2");
    await other.append([sampleEntry(1, "x", ref)], { barrier: true });
    expect(other.head().sequence).toBe(1);
  });

  test.each([
    ["a segment in the middle", 1, [1, 3]],
    ["the first segment", 0, [2, 3]],
  ])("is one that misses %s", async (_which, head, kept) => {
    const disk = emptyDisk();
    const log = await openLog(await openStore(disk, { segmentBytes: 1 }));
    for (const sequence of [1, 2, 3]) await log.append([sampleEntry(sequence, "x")]);
    const planted = emptyDisk();
    for (const path of ["/data/sessions", "/data/sessions/s_1", THREAD])
      planted.makeDirectory(path);
    for (const first of kept) {
      const path = `${THREAD}/${segmentName(first)}`;
      planted.openFile(path, "create").write(disk.file(path)?.content ?? Buffer.alloc(0), 0);
    }

    const damaged = await openLog(await openStore(planted));

    expect(damaged.damage).toBeDefined();
    expect(damaged.head().sequence).toBe(head);
  });

  test("is one whose segment belongs to another thread", async () => {
    const disk = await diskWithEvents(3);
    const stranger = "/data/sessions/s_1/th_2";
    disk.makeDirectory(stranger);
    const content = disk.file(`${THREAD}/${segmentName(1)}`)?.content ?? Buffer.alloc(0);
    disk.openFile(`${stranger}/${segmentName(1)}`, "create").write(content, 0);

    const log = await (await openStore(disk)).open("s_1", "th_2");

    expect(log.damage).toBeDefined();
    expect(log.head().sequence).toBe(0);
  });
});

describe("the store of files", () => {
  test("holds few files open however many threads are written, and every log stays good", async () => {
    const disk = emptyDisk();
    const store = await openStore(disk, { awakeLogs: 8 });
    const logs: EventLog[] = [];
    for (let thread = 0; thread < 200; thread += 1) {
      const ref = { session_id: "s_1", thread_id: `th_${thread}` };
      const log = await store.open(ref.session_id, ref.thread_id);
      await log.append([sampleEntry(1, "x", ref)]);
      if (thread < 20) log.subscribe(() => undefined);
      logs.push(log);
    }
    for (const log of logs) {
      await log.append([sampleEntry(2, "y", log)], { barrier: true });
      expect(await store.open(log.session_id, log.thread_id)).toBe(log);
    }
    await store.close();

    expect(disk.openFilesPeak).toBeLessThan(16);
    expect(disk.openFiles).toBe(0);
    const again = await openStore(disk);
    for (const { session_id, thread_id } of logs) {
      expect((await again.open(session_id, thread_id)).head().sequence).toBe(2);
    }
  });

  test("holds no more files than it may even where all threads are written at once", async () => {
    const disk = emptyDisk();
    const store = await openStore(disk, { openLogs: 4 });
    const refs = Array.from({ length: 50 }, (_, at) => ({
      session_id: "s_1",
      thread_id: `th_${at}`,
    }));
    const logs = await Promise.all(refs.map((ref) => store.open(ref.session_id, ref.thread_id)));
    for (let sequence = 1; sequence <= 5; sequence += 1) {
      const barrier = sequence % 2 === 0;
      await Promise.all(
        logs.map((log) => log.append([sampleEntry(sequence, "x", log)], { barrier })),
      );
    }

    expect(disk.openFilesPeak).toBeLessThanOrEqual(4 + 2);
    await store.close();
    expect(disk.openFiles).toBe(0);
    const again = await openStore(disk);
    for (const { session_id, thread_id } of refs) {
      expect((await again.open(session_id, thread_id)).head().sequence).toBe(5);
    }
  });

  test("opens a thread anew once its log was closed, after what was accepted is written", async () => {
    const store = await openStore(emptyDisk());
    const log = await openLog(store);
    const accepted = log.append([sampleEntry(1, "x")]);
    const closing = log.close();

    const again = await openLog(store);
    await Promise.all([accepted, closing]);

    expect(again).not.toBe(log);
    expect(again.head()).toEqual({ epoch: 2, sequence: 1 });
  });

  test("passes over whatever else lies in its directories", async () => {
    const disk = await diskWithEvents(1);
    disk.makeDirectory("/data/sessions/.git");
    disk.makeDirectory("/data/sessions/s_1/lost+found");
    disk.openFile("/data/sessions/s_notes", "create");
    disk.openFile(`${THREAD}/notes.txt`, "create");
    const store = await openStore(disk);

    expect(await store.list()).toEqual([SAMPLE_THREAD]);
    expect((await openLog(store)).head().sequence).toBe(1);
  });
});

function emptyDisk(): SimulatedDisk {
  const disk = new SimulatedDisk(new Random(1));
  disk.makeDirectory("/data");
  return disk;
}

function openStore(
  disk: SimulatedDisk,
  options: Partial<FileStoreOptions> = {},
): Promise<LogStore> {
  return openFileStore({
    disk: new SimulatedProcess(disk),
    clock: simulatedClock(new Random(1)),
    directory: "/data",
    ...options,
  });
}

function openLog(store: LogStore): Promise<EventLog> {
  return store.open(SAMPLE_THREAD.session_id, SAMPLE_THREAD.thread_id);
}

/** A thread that was written event by event by a process that is gone. */
async function diskWithEvents(count: number): Promise<SimulatedDisk> {
  const disk = emptyDisk();
  const process = new SimulatedProcess(disk);
  const log = await openLog(await openStore(disk, { disk: process }));
  for (let sequence = 1; sequence <= count; sequence += 1) {
    await log.append([sampleEntry(sequence, "x")], { barrier: true });
  }
  process.kill();
  return disk;
}

function segmentNames(disk: SimulatedDisk): readonly string[] {
  return disk.directory(THREAD)?.names.filter((name) => name.endsWith(".jsonl")) ?? [];
}
