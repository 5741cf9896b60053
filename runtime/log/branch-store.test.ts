import { describe, expect, test } from "vitest";

import { ownerOf } from "./branch-log.ts";
import { type BranchStore, withBranches } from "./branch-store.ts";
import { openFileStore } from "./file-store.ts";
import { openMemoryStore } from "./memory-log.ts";
import type { Entry, EventLog, LogStore } from "./port.ts";
import { Random } from "./simulation/random.ts";
import { SAMPLE_THREAD, sampleEntry } from "./simulation/sample-entry.ts";
import { simulatedClock } from "./simulation/simulated-clock.ts";
import { SimulatedDisk } from "./simulation/simulated-disk.ts";
import { SimulatedProcess } from "./simulation/simulated-process.ts";

const { session_id } = SAMPLE_THREAD;

describe("a branch", () => {
  test("reads as one continuous thread, in any window, whatever its origin gets later", async () => {
    const { store, root, branch, nested } = await family();
    await root.append([sampleEntry(11, "later")]);
    const whole = [
      ...(await root.read(0, 4)),
      ...(await branch.read(4, 3)),
      ...(await nested.read(7)),
    ];

    expect(whole.map(({ event }) => event.sequence)).toEqual(counted(9));
    expect(new Set(whole.map(({ event }) => event.thread_id)).size).toBe(3);
    for (const log of [nested, await store.open(session_id, nested.thread_id)]) {
      for (let after = -1; after <= 10; after += 1) {
        expect(await log.read(after)).toEqual(whole.slice(Math.max(after, 0)));
        for (let limit = 0; limit <= 10; limit += 1) {
          const from = Math.max(after, 0);
          expect(await log.read(after, limit)).toEqual(whole.slice(from, from + limit));
        }
      }
    }
  });

  test("has a head, readers and an end of its own", async () => {
    const { root, branch } = await family();
    const { epoch } = branch.head();
    let wakes = 0;
    branch.subscribe(() => (wakes += 1));

    await root.append([sampleEntry(11, "later")]);
    expect(wakes).toBe(0);
    await branch.close();

    expect(branch.head().sequence).toBe(7);
    expect(branch.canResume({ epoch, sequence: 2 })).toBe(true);
    expect(branch.canResume({ epoch, sequence: 8 })).toBe(false);
    expect([branch.isDead, root.isDead]).toEqual([true, false]);
  });

  test("knows which thread wrote an event, so that a chain of branches stays short", async () => {
    const { root, branch, nested } = await family();

    const owners = counted(9).map((sequence) => ownerOf(nested, sequence));

    expect(owners).toEqual([root, root, root, root, branch, branch, branch, nested, nested]);
  });

  test("is the same object for all who open it", async () => {
    const { store, nested } = await family();

    const logs = await Promise.all([1, 2].map(() => store.open(session_id, nested.thread_id)));

    expect(logs[0]).toBe(nested);
    expect(logs[1]).toBe(nested);
  });

  test("takes no id of a thread that exists", async () => {
    const { store, root, branch } = await family();

    await expect(store.fork(root, 4, branch.thread_id)).rejects.toThrow("it exists");
    await expect(store.fork(root, 6, branch.thread_id)).rejects.toThrow("begins after");
  });
});

describe("a branch whose origin is gone", () => {
  test("names both in a typed error, and leaves the others alone", async () => {
    const inner = openMemoryStore();
    await append(inner, "th_2", 17, [started("th_2", 18, "th_1")]);
    await append(inner, "th_3", 0, [sampleEntry(1, "x", ref("th_3"))]);
    const store = withBranches(inner);

    const refused = store.open(session_id, "th_2");

    await expect(refused).rejects.toMatchObject({
      name: "LogOriginError",
      message: expect.stringMatching(/"th_2".*"17".*"th_1".*up to "0"/),
    });
    expect((await store.open(session_id, "th_3")).head().sequence).toBe(1);
    expect(await store.list()).toHaveLength(2);
  });

  test.each([
    ["itself", "th_2"],
    ["its own branch", "th_3"],
  ])("is refused at once where it names %s", async (_which, origin) => {
    const inner = openMemoryStore();
    await append(inner, "th_2", 17, [started("th_2", 18, origin)]);
    await append(inner, "th_3", 18, [started("th_3", 19, "th_2")]);

    const refused = withBranches(inner).open(session_id, "th_2");

    await expect(refused).rejects.toMatchObject({ name: "LogOriginError" });
  });

  test("is refused where the origin is damaged before it left, and opens where it left before", async () => {
    const disk = emptyDisk();
    const process = new SimulatedProcess(disk);
    const store = await fileStore(process);
    const root = await store.open(session_id, "th_1");
    for (const sequence of counted(9)) {
      await root.append([sampleEntry(sequence, "x")], { barrier: true });
    }
    await fork(store, root, 3, "th_2", 2);
    await fork(store, root, 7, "th_3", 2);
    process.kill();
    const file = disk.file("/data/sessions/s_1/th_1/000000000001.jsonl");
    file?.write(Buffer.from("X"), file.content.indexOf('"sequence":5'));

    const again = await fileStore(new SimulatedProcess(disk));

    await expect(again.open(session_id, "th_3")).rejects.toMatchObject({
      name: "LogOriginError",
      message: expect.stringContaining('up to "4"'),
      cause: { name: "LogCorruptError" },
    });
    expect(await (await again.open(session_id, "th_2")).read(0)).toHaveLength(5);
  });

  test("is damaged where its first event does not name it", async () => {
    const inner = openMemoryStore();
    await append(inner, "th_2", 17, [sampleEntry(18, "x", ref("th_2"))]);

    const refused = withBranches(inner).open(session_id, "th_2");

    await expect(refused).rejects.toMatchObject({ name: "LogCorruptError" });
  });

  test("can be opened again once the origin is back", async () => {
    const inner = openMemoryStore();
    await append(inner, "th_2", 1, [started("th_2", 2, "th_1")]);
    const store = withBranches(inner);
    await expect(store.open(session_id, "th_2")).rejects.toThrow("th_1");
    await append(inner, "th_1", 0, [sampleEntry(1, "x")]);

    expect(await (await store.open(session_id, "th_2")).read(0)).toHaveLength(2);
  });
});

test("no loss of power takes a part of what a branch rests on", async () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const disk = emptyDisk(seed);
    const process = new SimulatedProcess(disk);
    const store = await fileStore(process);
    const root = await store.open(session_id, "th_1");
    await root.append([sampleEntry(1, "x")], { barrier: true });
    for (const sequence of [2, 3, 4, 5]) await root.append([sampleEntry(sequence, "plain")]);
    const branch = await store.fork(root, 5, "th_2");
    await branch.append([started("th_2", 6, "th_1", 5)], { barrier: true });
    const before = await branch.read(0);
    process.kill();
    disk.losePower();

    const again = await fileStore(new SimulatedProcess(disk));

    expect(await (await again.open(session_id, "th_2")).read(0)).toEqual(before);
  }
});

/** Ten events in the root, three in a branch after its fourth, two in a branch of that after its seventh. */
async function family() {
  const store = withBranches(openMemoryStore());
  const root = await store.open(session_id, "th_1");
  await root.append(counted(10).map((sequence) => sampleEntry(sequence, "root")));
  const branch = await fork(store, root, 4, "th_2", 3);
  const nested = await fork(store, branch, 7, "th_3", 2);
  return { store, root, branch, nested };
}

async function fork(
  store: BranchStore,
  origin: EventLog,
  sequence: number,
  thread_id: string,
  events: number,
): Promise<EventLog> {
  const log = await store.fork(origin, sequence, thread_id);
  const first = started(thread_id, sequence + 1, origin.thread_id, sequence);
  const more = counted(events - 1).map((place) => {
    return sampleEntry(sequence + 1 + place, "own", ref(thread_id));
  });
  await log.append([first, ...more]);
  return log;
}

function started(thread_id: string, sequence: number, origin: string, from?: number): Entry {
  const forked_from = { thread_id: origin, sequence: from ?? sequence - 1 };
  const { event } = sampleEntry(sequence, "", ref(thread_id));
  const first: Entry["event"] = { ...event, type: "thread.started", payload: { forked_from } };
  return { event: first, json: JSON.stringify(first) };
}

async function append(store: LogStore, thread_id: string, after: number, entries: Entry[]) {
  const log = await store.open(session_id, thread_id, { after });
  await log.append(entries);
}

async function fileStore(disk: SimulatedProcess): Promise<BranchStore> {
  const clock = simulatedClock(new Random(1));
  return withBranches(await openFileStore({ disk, clock, directory: "/data" }));
}

function emptyDisk(seed = 1): SimulatedDisk {
  const disk = new SimulatedDisk(new Random(seed));
  disk.makeDirectory("/data");
  disk.root.sync();
  return disk;
}

function ref(thread_id: string) {
  return { session_id, thread_id };
}

function counted(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index + 1);
}
