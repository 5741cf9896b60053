import { describe, expect, test } from "vitest";

import type { Durability, Entry, EventLog, LogStore } from "./port.ts";
import { SAMPLE_THREAD, sampleEntry } from "./simulation/sample-entry.ts";

/** What every log store does, whatever keeps its logs. `open` gives an empty store. */
export function describeLogStore(
  name: string,
  durability: Durability,
  open: () => Promise<LogStore>,
): void {
  for (const after of [0, 40]) {
    const { session_id, thread_id } = SAMPLE_THREAD;
    const openLog = async (): Promise<EventLog> =>
      (await open()).open(session_id, thread_id, { after });
    const sample = { openLog, after, entries: sampleEntries(after) };
    describe(`F42 store-conformance ${name}: a log that begins after ${after}`, () => {
      testAppending(sample, durability);
      testRefusals(sample);
      testReaders(sample);
    });
  }
  describe(`F42 store-conformance ${name}: the store`, () => {
    testStore(open);
    testRemoval(open);
  });
}

interface Sample {
  readonly openLog: () => Promise<EventLog>;
  /** The sequence before the first entry. */
  readonly after: number;
  readonly entries: readonly Entry[];
}

function sampleEntries(after: number): readonly Entry[] {
  return [1, 2, 3, 4, 5].map((place) => sampleEntry(after + place, `text "${place}" äöü`));
}

function testAppending({ openLog, after, entries }: Sample, durability: Durability): void {
  test("starts empty and says who it is", async () => {
    const log = await openLog();

    expect(log).toMatchObject({ ...SAMPLE_THREAD, durability, damage: undefined });
    expect(log.beginsAfter).toBe(after);
    expect(log.head().sequence).toBe(after);
    expect(await log.read(0)).toEqual([]);
  });

  test("gives back what was appended, byte for byte", async () => {
    const log = await openLog();

    await log.append(entries.slice(0, 2));
    await log.append(entries.slice(2), { barrier: true, expect: after + 2 });

    expect(await log.read(0)).toEqual(entries);
    expect(log.head()).toEqual({ epoch: 1, sequence: after + 5 });
  });

  test("takes a barrier without events, and moves no head for it", async () => {
    const log = await openLog();
    await log.append([], { barrier: true });
    await log.append(entries.slice(0, 2));
    let wakes = 0;
    log.subscribe(() => (wakes += 1));

    await log.append([], { barrier: true });

    expect(log.head().sequence).toBe(after + 2);
    expect(wakes).toBe(0);
  });

  test("keeps the order of appends that nobody waited for", async () => {
    const log = await openLog();

    await Promise.all(entries.map((entry, index) => log.append([entry], { barrier: index === 2 })));

    expect(await log.read(0)).toEqual(entries);
  });
}

function testRefusals({ openLog, after, entries }: Sample): void {
  test("refuses an append that expects another head or skips a sequence", async () => {
    const log = await openLog();
    await log.append(entries.slice(0, 2));

    await expect(log.append(entries.slice(2), { expect: after + 1 })).rejects.toMatchObject({
      name: "ConflictError",
    });
    await expect(log.append(entries.slice(3))).rejects.toMatchObject({ name: "ConflictError" });
    await expect(log.append(entries.slice(1, 3))).rejects.toMatchObject({ name: "ConflictError" });
    await log.append(entries.slice(2), { expect: after + 2 });
    expect(log.head().sequence).toBe(after + 5);
  });

  test("refuses JSON that is not one object on one line, and stays good", async () => {
    const log = await openLog();
    const [first] = entries.map(({ event }) => event);
    if (first === undefined) throw new Error("No sample event");
    const bad = [
      "",
      "[1]",
      "{\n}",
      '{"a":"\ud800"}',
      '{"epoch":1}',
      `{"a":"${"x".repeat(2 ** 20)}"}`,
    ];

    for (const json of bad) {
      await expect(log.append([{ event: first, json }])).rejects.toThrow("Could not append event");
    }
    await log.append(entries);
    expect(log.head().sequence).toBe(after + 5);
  });

  test("refuses an event of another thread", async () => {
    const log = await openLog();
    const stranger = sampleEntry(after + 1, "x", { session_id: "s_1", thread_id: "th_2" });

    await expect(log.append([stranger])).rejects.toThrow('to thread "th_1"');
  });

  test("takes nothing after it was closed, and tells its readers", async () => {
    const log = await openLog();
    await log.append(entries.slice(0, 1));
    const seen: boolean[] = [];
    log.subscribe(() => seen.push(log.isDead));

    await log.close();

    expect(seen).toEqual([true]);
    await expect(log.append(entries.slice(1))).rejects.toMatchObject({ name: "LogDeadError" });
  });
}

function testReaders({ openLog, after, entries }: Sample): void {
  test("reads any part", async () => {
    const log = await openLog();
    await log.append(entries);

    expect(await log.read(after + 2)).toEqual(entries.slice(2));
    expect(await log.read(after + 1, 2)).toEqual(entries.slice(1, 3));
    expect(await log.read(0, 0)).toEqual([]);
    expect(await log.read(after + 5)).toEqual([]);
    expect(await log.read(after + 99)).toEqual([]);
    expect(await log.read(after, 1)).toEqual(entries.slice(0, 1));
    expect(await log.read(-1)).toEqual(entries);
  });

  test("wakes its readers when the head has moved, until they leave", async () => {
    const log = await openLog();
    const heads: number[] = [];
    const leave = log.subscribe(() => heads.push(log.head().sequence));

    await log.append(entries.slice(0, 3));
    leave();
    await log.append(entries.slice(3));

    expect(heads).toEqual([after + 3]);
  });

  test("lets a reader go on from what it has seen, and from nowhere else", async () => {
    const log = await openLog();
    await log.append(entries.slice(0, 3), { barrier: true });
    const { epoch } = log.head();

    const seen = [0, 1, after, after + 1, after + 3].map((sequence) =>
      log.canResume({ epoch, sequence }),
    );
    const unseen = [
      { epoch, sequence: after + 4 },
      { epoch, sequence: -1 },
      { epoch, sequence: 1.5 },
      { epoch: epoch + 1, sequence: 1 },
      { epoch: 0, sequence: 1 },
    ].map((cursor) => log.canResume(cursor));

    expect(seen).toEqual([true, true, true, true, true]);
    expect(unseen).toEqual([false, false, false, false, false]);
    expect(log.canResume({ epoch: 0, sequence: 0 })).toBe(true);
  });
}

function testStore(open: () => Promise<LogStore>): void {
  test("gives the same log for the same thread", async () => {
    const store = await open();

    const logs = await Promise.all([1, 2, 3].map(() => store.open("s_1", "th_1")));

    expect(new Set([...logs, await store.open("s_1", "th_1")]).size).toBe(1);
    expect(await store.open("s_1", "th_2")).not.toBe(logs[0]);
  });

  test("opens a thread only where it begins", async () => {
    const store = await open();
    const log = await store.open("s_1", "th_1", { after: 40 });
    await log.append([sampleEntry(41, "x")]);

    await expect(store.open("s_1", "th_1", { after: 7 })).rejects.toThrow('after event "7"');
    expect(await store.open("s_1", "th_1")).toBe(log);
    expect(await store.open("s_1", "th_1", { after: 40 })).toBe(log);
    expect(await store.list()).toEqual([SAMPLE_THREAD]);
  });

  test("lists the threads that have events, in the order of their ids", async () => {
    const store = await open();
    const refs = ["th_3", "th_1", "th_2"].map((thread_id, index) => ({
      session_id: `s_${index}`,
      thread_id,
    }));
    for (const ref of refs) {
      const log = await store.open(ref.session_id, ref.thread_id);
      await log.append([sampleEntry(1, "x", ref)]);
    }
    await store.open("s_1", "th_4");

    const threads = await store.list();

    expect(threads.map(({ thread_id }) => thread_id)).toEqual(["th_1", "th_2", "th_3"]);
    expect(threads[0]).toEqual({ session_id: "s_1", thread_id: "th_1" });
  });

  test("refuses ids that could leave their directory or be taken for another", async () => {
    const store = await open();
    const bad = ["", "..", "th_../x", "th_a/b", "TH_1", "th_A", "-th_1", "con", "th_\0", "th_1\n"];

    for (const id of [...bad, `th_${"x".repeat(200)}`, "th_%2e", "__proto__", "th_ı"]) {
      await expect(store.open("s_1", id)).rejects.toThrow(RangeError);
      await expect(store.open(id, "th_1")).rejects.toThrow(RangeError);
      await expect(store.remove(id, "th_1")).rejects.toThrow(RangeError);
    }
  });

  test("opens nothing after it was closed", async () => {
    const store = await open();
    const log = await store.open("s_1", "th_1");

    await store.close();

    await expect(store.open("s_1", "th_1")).rejects.toMatchObject({ name: "LogDeadError" });
    await expect(log.append([sampleEntry(1, "x")])).rejects.toMatchObject({ name: "LogDeadError" });
  });
}

function testRemoval(open: () => Promise<LogStore>): void {
  test("removes a thread with its log, also one that it does not have, and no other", async () => {
    const store = await open();
    const log = await store.open("s_1", "th_1");
    await log.append([sampleEntry(1, "x")]);
    const other = { session_id: "s_1", thread_id: "th_2" };
    await (await store.open("s_1", "th_2")).append([sampleEntry(1, "y", other)]);

    await store.remove("s_1", "th_1");
    await store.remove("s_1", "th_1");
    await store.remove("s_9", "th_9");

    expect(log.isDead).toBe(true);
    expect(await store.list()).toEqual([other]);
    expect((await (await store.open("s_1", "th_2")).read(0)).length).toBe(1);
  });

  test("begins a thread anew after it was removed", async () => {
    const store = await open();
    await (await store.open("s_1", "th_1", { after: 40 })).append([sampleEntry(41, "x")]);

    const [, log] = await Promise.all([store.remove("s_1", "th_1"), store.open("s_1", "th_1")]);
    const anew = log.isDead ? await store.open("s_1", "th_1") : log;
    await anew.append([sampleEntry(1, "y")], { barrier: true });

    expect(await anew.read(0)).toEqual([sampleEntry(1, "y")]);
    expect(await store.list()).toEqual([SAMPLE_THREAD]);
  });
}
