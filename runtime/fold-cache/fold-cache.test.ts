import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { dispatch } from "#runtime/control/dispatch.ts";
import { SNAPSHOT_NAMES } from "#runtime/control/get-snapshot.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { openNodeStore } from "#runtime/log/node-store.ts";
import type { Entry, EventLog, LogStore, ThreadRef } from "#runtime/log/port.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import { systemClock } from "#runtime/system-services.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { FoldKeeper } from "./fold-keeper.ts";
import { nodeFoldCache } from "./node-fold-cache.ts";

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: "ä/note.md" } }] }]
- steps: [{ text: Done }]
`;
const KEEP_EVENTS = 60;
/** Flips of one byte that are tried, spread over the file. */
const FLIPS = 120;

let directory: string;
let place: ThreadRef;
let folder: string;
let name: string;
let file: Buffer;
let entries: readonly Entry[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "uar-folds-"));
  const store = await openNodeStore(directory, systemClock);
  const folds = keeper();
  const runtime = await testRuntime({
    store,
    folds,
    passes: WRITE,
    policy: { mode: "bypass" },
    cold: false,
  });
  const { session_id, thread_id } = (await runtime.ask("0")).run;
  place = { session_id, thread_id };
  for (const text of ["1", "2"]) await runtime.ask(text, { session_id });
  await runtime.services.queue.drain();
  await folds.atRest();
  entries = await (await store.open(session_id, thread_id)).read(0);
  await runtime.services.threads.close();
  folder = join(directory, "sessions", session_id, thread_id);
  [name = ""] = await keptNames();
  file = await readFile(join(folder, name));
});
afterAll(() => rm(directory, { recursive: true }));

describe("F10 snapshot-optional: a kept fold", () => {
  it("spares the opening thread the events that it stands for", async () => {
    await leave(file);
    const opened = await open();

    expect(opened.firstRead).toBeGreaterThan(KEEP_EVENTS);
    expect(JSON.stringify(opened.state) === JSON.stringify(folded())).toBe(true);
    expect(opened.found).toBe(place.thread_id);
  });

  it("that is deleted changes nothing, and is made again", async () => {
    await leave();
    const opened = await open();

    expect(opened.firstRead).toBe(0);
    expect(JSON.stringify(opened.state) === JSON.stringify(folded())).toBe(true);
    expect(await keptNames()).toHaveLength(1);
  });

  it("with any byte changed, or cut off anywhere, changes nothing", async () => {
    const whole = JSON.stringify(folded());
    const step = Math.ceil(file.length / FLIPS);

    for (let at = 0; at < file.length; at += step) {
      const flipped = Buffer.from(file);
      flipped[at] = (flipped[at] ?? 0) ^ 0x04;
      for (const spoilt of [flipped, file.subarray(0, at)]) {
        await leave(spoilt);
        const { state, firstRead } = await open();
        const isSame = JSON.stringify(state) === whole;
        expect({ at, firstRead, isSame }).toEqual({ at, firstRead: 0, isSame: true });
      }
    }
  }, 60_000);

  it("of another history, or of code that folded otherwise, is not used", async () => {
    const other = entries.map(({ event }): Entry => {
      const twin = { ...event, event_id: `${event.event_id}x` };
      return { event: twin, json: JSON.stringify(twin) };
    });

    const shorter = entries.slice(0, KEEP_EVENTS);

    for (const history of [other, shorter]) {
      await leave(file);
      expect((await open({ store: await storeOf(history) })).firstRead).toBe(0);
    }
    await leave(file);
    expect((await open({ folds: keeper("another") })).firstRead).toBe(0);
  });

  it.each(SNAPSHOT_NAMES)("gives the read model %s as the whole log does", async (snapshot) => {
    await leave(file);
    const ask = { snapshot, thread_id: place.thread_id };
    const store = await storeOf(entries);
    const kept = await testRuntime({ store, folds: keeper() });
    const whole = await testRuntime({ store: await storeOf(entries) });

    const answer = await dispatch("get_snapshot", ask, kept.services);

    expect(JSON.stringify(answer)).toBe(
      JSON.stringify(await dispatch("get_snapshot", ask, whole.services)),
    );
  });
});

it("a fold that cannot be kept is reported, and the thread goes on", async () => {
  const reported: unknown[] = [];
  const cache = nodeFoldCache({ directory: join(directory, "nowhere"), version: "1" });
  const report = (error: unknown) => reported.push(error);
  const folds = new FoldKeeper({ cache, report, keepEvents: 1 });
  const runtime = await testRuntime({ folds });

  const { run } = await runtime.ask("Hello");
  await folds.atRest();

  expect(run.status).toBe("completed");
  expect(reported).toMatchObject([{ code: "ENOENT" }]);
});

function keeper(version = "1"): FoldKeeper {
  const report = (error: unknown) => {
    throw error;
  };
  const cache = nodeFoldCache({ directory, version });
  return new FoldKeeper({ cache, report, keepEvents: KEEP_EVENTS });
}

/** Opens the thread anew: its state, the event after which its fold began, and where a run of it is found. */
async function open(given: { store?: LogStore; folds?: FoldKeeper } = {}) {
  const { store = await storeOf(entries), folds = keeper() } = given;
  const log = observed(await store.open(...ids()));
  const opening = {
    open: async () => log,
    list: async () => [place],
    remove: async () => {},
    close: async () => {},
  };
  const { services } = await testRuntime({ store: opening, folds, cold: false });
  const runId = entries.findLast(({ event }) => event.run_id !== undefined)?.event.run_id ?? "";
  const thread = await services.threads.find(runId);
  const state = await (await services.threads.open(place)).state();
  await folds.atRest();
  return { state, firstRead: log.firstRead(), found: thread?.thread_id };
}

/** Leaves this one kept fold on the disk, or none. */
async function leave(bytes?: Buffer): Promise<void> {
  for (const other of await keptNames()) await rm(join(folder, other));
  if (bytes !== undefined) await writeFile(join(folder, name), bytes);
}

async function keptNames(): Promise<readonly string[]> {
  return (await readdir(folder)).filter((each) => each.startsWith("snap-"));
}

function ids(): [string, string] {
  return [place.session_id, place.thread_id];
}

function folded(): ThreadState {
  return entries.map(({ event }) => event).reduce(fold, emptyThread(...ids()));
}

async function storeOf(content: readonly Entry[]): Promise<LogStore> {
  const store = openMemoryStore();
  await (await store.open(...ids())).append(content);
  return store;
}

/** A log that tells after which event its first long read began. */
function observed(log: EventLog): EventLog & { firstRead: () => number } {
  const reads: number[] = [];
  const { session_id, thread_id, durability, beginsAfter, isDead, damage } = log;
  return {
    session_id,
    thread_id,
    durability,
    beginsAfter,
    isDead,
    damage,
    firstRead: () => reads[0] ?? -1,
    head: () => log.head(),
    canResume: (cursor) => log.canResume(cursor),
    append: (more, options) => log.append(more, options),
    subscribe: (wake) => log.subscribe(wake),
    close: () => log.close(),
    read(after, limit) {
      if (limit !== 1) reads.push(after);
      return log.read(after, limit);
    },
  };
}
