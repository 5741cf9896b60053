import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";

import { systemClock } from "#runtime/system-services.ts";

import { DataDirLockedError } from "./lock.ts";
import { openNodeStore } from "./node-store.ts";
import type { LogStore } from "./port.ts";
import { sampleEntry } from "./simulation/sample-entry.ts";
import { describeLogStore } from "./store-conformance.ts";

let directory: string;
const stores: LogStore[] = [];
const children: ChildProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "uar-log-"));
});

afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  await Promise.all(stores.splice(0).map((store) => store.close()));
  await rm(directory, { recursive: true });
});

describeLogStore("in files of this machine", "disk", openStore);

test("no acknowledged event is lost when the process is killed while it appends", async () => {
  for (let round = 1; round <= 3; round += 1) {
    const acknowledged = await appendUntilKilled(200);
    const store = await openStore();
    const log = await store.open("s_1", "th_1");
    const entries = await log.read(0);

    expect(log.damage).toBeUndefined();
    expect(acknowledged).toBeGreaterThanOrEqual(200);
    expect(log.head().sequence).toBeGreaterThanOrEqual(acknowledged);
    expect(entries).toEqual(
      entries.map((_, index) => sampleEntry(index + 1, "x".repeat((index + 1) % 300))),
    );
    await store.close();
  }
}, 30_000);

test("F09 two-processes-one-datadir: a second process is refused at once, until the first one is gone, however it went", async () => {
  const { child } = await startAppending();

  const refused = openNodeStore(join(directory, "data"), systemClock);

  await expect(refused).rejects.toThrow(DataDirLockedError);
  await expect(refused).rejects.toThrow(directory);
  await kill(child);
  await expect(openStore()).resolves.toBeDefined();
});

test("a closed store leaves its directory to the next one", async () => {
  const store = await openStore();
  await expect(openNodeStore(join(directory, "data"), systemClock)).rejects.toThrow(
    "another process uses it",
  );

  await store.close();

  await expect(openStore()).resolves.toBeDefined();
});

test("the files can be read as lines of JSON, by their owner only", async () => {
  const store = await openStore();
  const log = await store.open("s_1", "th_1");
  const entry = sampleEntry(1, "hello");
  await log.append([entry], { barrier: true });

  const path = join(directory, "data/sessions/s_1/th_1/000000000001.jsonl");
  const [opening, event] = (await readFile(path, "utf8")).trim().split("\n");

  expect(JSON.parse(opening ?? "")).toMatchObject({ epoch: 1, from: 1, d: 0 });
  expect(JSON.parse(event ?? "")).toMatchObject({ ...entry.event, d: 0 });
  expect((await stat(path)).mode & 0o077).toBe(0);
  expect((await stat(join(directory, "data/sessions"))).mode & 0o077).toBe(0);
});

async function openStore(): Promise<LogStore> {
  const store = await openNodeStore(join(directory, "data"), systemClock);
  stores.push(store);
  return store;
}

/** Lets a process append until so many events are acknowledged, kills it, and answers with the last of them. */
async function appendUntilKilled(count: number): Promise<number> {
  const { child, lines } = await startAppending();
  let acknowledged = 0;
  let seen = 0;
  for await (const line of lines) {
    acknowledged = Math.max(acknowledged, Number(line));
    seen += 1;
    if (seen === count) child.kill("SIGKILL");
  }
  await kill(child);
  return acknowledged;
}

async function startAppending(): Promise<{ child: ChildProcess; lines: AsyncIterable<string> }> {
  const program = new URL("simulation/append-until-killed.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [program, join(directory, "data")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe("ready");
  return { child, lines: { [Symbol.asyncIterator]: () => lines } };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}
