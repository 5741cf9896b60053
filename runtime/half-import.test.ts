import { expect, it } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import type { LogStore } from "#runtime/log/port.ts";
import { sampleEntry } from "#runtime/log/simulation/sample-entry.ts";
import { watchedStore } from "#runtime/simulation/watched-store.ts";
import { systemClock, systemIds } from "./system-services.ts";
import { Threads } from "./threads.ts";

const PLACE = { session_id: "s_1", thread_id: "th_1" };
/** More than are written at once. */
const EVENTS = 600;
const NO_PAUSE = { isDue: () => false, rest: async () => {} };

it("nothing stays of an import that the disk broke off", async () => {
  const store = openMemoryStore();
  const full = watchedStore(store, {
    before: (entries) => {
      if (entries.some(({ event }) => event.sequence > EVENTS / 2)) throw new Error("No space");
    },
    after: () => {},
  });
  const threads = threadsOf(full);

  await expect(threads.record(recording(), NO_PAUSE)).rejects.toThrow("No space");

  expect(await store.list()).toEqual([]);
  expect(await threads.find(PLACE.thread_id)).toBeUndefined();
});

it("an import that a crash cut off is taken away when all threads are read, and can be made again", async () => {
  const store = openMemoryStore();
  const log = await store.open(PLACE.session_id, PLACE.thread_id);
  await log.append(recording().slice(0, 3).map(entryOf));
  const threads = threadsOf(store);
  const seen: string[] = [];

  await threads.load(({ thread_id }) => void seen.push(thread_id));

  expect(seen).toEqual([]);
  expect(await store.list()).toEqual([]);
  expect(await threads.find(PLACE.session_id)).toBeUndefined();
  await threads.record(recording(), NO_PAUSE);
  expect(await threads.find(PLACE.session_id)).toMatchObject({ thread_id: PLACE.thread_id });
  expect(await threads.list()).toMatchObject([{ sequence: EVENTS }]);
});

it("an import that is whole stays", async () => {
  const store = openMemoryStore();
  await threadsOf(store).record(recording(), NO_PAUSE);

  expect(await threadsOf(store).list()).toMatchObject([{ ...PLACE, sequence: EVENTS }]);
});

function threadsOf(store: LogStore): Threads {
  return new Threads(store, { clock: systemClock, ids: systemIds(), cold: false });
}

function entryOf(event: RuntimeEvent) {
  return { event, json: JSON.stringify(event) };
}

/** A session of no turns that was imported, as long as it says. */
function recording(): readonly RuntimeEvent[] {
  const stamp = (sequence: number) => sampleEntry(sequence, "", PLACE).event;
  const imported = { format: "uar-events", events: EVENTS, times: "recorded" } as const;
  return Array.from({ length: EVENTS }, (_, at): RuntimeEvent =>
    at === 0
      ? { ...stamp(1), type: "session.created", payload: { title: "Taken over", imported } }
      : { ...stamp(at + 1), type: "session.updated", payload: { title: `Title ${at}` } },
  );
}
