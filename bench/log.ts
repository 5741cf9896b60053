import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Entry, EventLog } from "#runtime/log/port.ts";
import { openNodeStore } from "#runtime/log/node-store.ts";
import { sampleEntry } from "#runtime/log/simulation/sample-entry.ts";
import { systemClock } from "#runtime/system-services.ts";

/** Measures the event log on this machine's disk: `node bench/log.ts`. Prints one table. */

const DURATION_MS = 3_000;
const REOPEN_EVENTS = 200_000;
const APPEND_EVENTS = 1_000;
const TEXT = " a few words of an answer";

const directory = await mkdtemp(join(tmpdir(), "uar-bench-"));
try {
  console.table([
    await appendRate("barriers, 1 writer", { writers: 1, events: 1, barrier: true }),
    await appendRate("barriers, 20 writers", { writers: 20, events: 1, barrier: true }),
    await appendRate("barriers, 20 threads", { threads: 20, writers: 1, events: 1, barrier: true }),
    await appendRate("barriers, 200 threads", {
      threads: 200,
      writers: 1,
      events: 1,
      barrier: true,
    }),
    await appendRate("plain, 1 writer", { writers: 1, events: 1, barrier: false }),
    await appendRate("plain, 200 writers", { writers: 200, events: 1, barrier: false }),
    await appendRate("plain, 50 threads, 8 events each", {
      threads: 50,
      writers: 1,
      events: 8,
      barrier: false,
    }),
    await appendRate("plain, 4 writers, 100 events each", {
      writers: 4,
      events: 100,
      barrier: false,
    }),
    ...(await reopening()),
  ]);
} finally {
  await rm(directory, { recursive: true });
}

interface Load {
  readonly threads?: number;
  readonly writers: number;
  readonly events: number;
  readonly barrier: boolean;
}

interface Row {
  readonly what: string;
  readonly result: number;
  readonly unit: string;
}

/** How many events a second writers append who each await every append. */
async function appendRate(what: string, load: Load): Promise<Row> {
  const store = await openNodeStore(join(directory, what.replaceAll(/\W/g, "-")), systemClock);
  const logs = await Promise.all(
    Array.from({ length: load.threads ?? 1 }, (_, index) => store.open("s_1", `th_${index}`)),
  );
  const start = performance.now();
  const counts = await Promise.all(logs.map((log) => appendUntil(log, start + DURATION_MS, load)));
  const seconds = (performance.now() - start) / 1_000;
  await store.close();
  const events = counts.reduce((sum, count) => sum + count, 0);
  return { what, result: Math.round(events / seconds), unit: "events/s" };
}

async function appendUntil(log: EventLog, end: number, load: Load): Promise<number> {
  let tail = 0;
  const write = async (): Promise<void> => {
    while (performance.now() < end) {
      const entries = entriesFrom(tail + 1, load.events, log);
      tail += load.events;
      await log.append(entries, { barrier: load.barrier });
    }
  };
  await Promise.all(Array.from({ length: load.writers }, write));
  return tail;
}

async function reopening(): Promise<readonly Row[]> {
  const path = join(directory, "reopening");
  const store = await openNodeStore(path, systemClock);
  const log = await store.open("s_1", "th_1");
  for (let first = 1; first <= REOPEN_EVENTS; first += APPEND_EVENTS) {
    await log.append(entriesFrom(first, APPEND_EVENTS, log));
  }
  await store.close();
  const again = await openNodeStore(path, systemClock);
  const start = performance.now();
  const reopened = await again.open("s_1", "th_1");
  const opened = performance.now();
  let after = 0;
  while (after < reopened.head().sequence) after += (await reopened.read(after, 2_000)).length;
  const read = performance.now();
  await again.close();
  return [
    { what: `reopening ${REOPEN_EVENTS} events`, result: Math.round(opened - start), unit: "ms" },
    { what: "reading them all", result: Math.round(read - opened), unit: "ms" },
  ];
}

function entriesFrom(first: number, count: number, log: EventLog): readonly Entry[] {
  return Array.from({ length: count }, (_, index) => sampleEntry(first + index, TEXT, log));
}
