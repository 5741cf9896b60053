import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

import { openNodeOutputStore } from "#runtime/artifact/node-output-store.ts";
import { outputRef, readOutput, sha256Of } from "#runtime/artifact/output-store.ts";
import { openNodeStore } from "#runtime/log/node-store.ts";
import { SAMPLE_THREAD, sampleEntry } from "#runtime/log/simulation/sample-entry.ts";
import type { MemoryEntry } from "#runtime/memory/memory-entry.ts";
import { openMemoryFiles } from "#runtime/memory/node-memory-store.ts";
import { Secrets } from "#runtime/model/cassette/secrets.ts";
import { systemClock } from "./system-services.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "uar-backends-"));
});
afterEach(() => rm(folder, { recursive: true }));

it("189: a memory is put once, queried by its words and exported whole, by a later process too", async () => {
  const open = () => openMemoryFiles(join(folder, "memory"), new Secrets([]));
  const at = "2026-01-02T10:00:00.000Z";
  const tea: MemoryEntry = { id: "m_tea", kind: "preference", text: "Tea, not coffee", at };
  const left: MemoryEntry = { id: "m_left", kind: "decision", text: "Go left", at, topic: "way" };

  const before = open();
  const put = [await before.put("ada", tea), await before.put("ada", left)];
  const again = await open().put("ada", tea);
  const after = open();

  expect([...put, again]).toEqual(["added", "added", "known"]);
  expect(await after.search("ada", "coffee", 10)).toMatchObject({ entries: [tea], found: 1 });
  expect(await after.search("ada", "coffee", 0)).toMatchObject({ entries: [], found: 1 });
  expect(await after.search("bob", "coffee", 10)).toMatchObject({ entries: [], found: 0 });
  const whole = (await after.list("ada")).toSorted((a, b) => a.id.localeCompare(b.id));
  expect(whole).toEqual([left, tea]);
  expect(await after.remove("ada", "m_tea")).toEqual(tea);
  expect(await open().list("ada")).toEqual([left]);
});

it("189: a session's log is appended to and read by a later process, and takes no event's place", async () => {
  const open = () => openNodeStore(join(folder, "data"), systemClock);
  const { session_id, thread_id } = SAMPLE_THREAD;
  const entries = [1, 2, 3].map((sequence) => sampleEntry(sequence, `text ${sequence}`));

  const before = await open();
  const log = await before.open(session_id, thread_id);
  await log.append(entries.slice(0, 2), { barrier: true });
  const rewritten = log.append([sampleEntry(2, "another text")]);
  await expect(rewritten).rejects.toMatchObject({ name: "ConflictError" });
  await before.close();
  const after = await open();
  const later = await after.open(session_id, thread_id);
  await later.append(entries.slice(2), { barrier: true });

  expect(await later.read(0)).toEqual(entries);
  expect(await later.read(1, 1)).toEqual(entries.slice(1, 2));
  expect(await after.list()).toEqual([SAMPLE_THREAD]);
  await after.remove(session_id, thread_id);
  expect(await after.list()).toEqual([]);
  expect(await (await after.open(session_id, thread_id)).read(0)).toEqual([]);
  await after.close();
});

it("189: an artifact is put, listed and got by its ref, each byte of it, by a later process too", async () => {
  const open = () => openNodeOutputStore(folder);
  const bytes = Uint8Array.from({ length: 100_000 }, (_, place) => place % 251);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const ref = outputRef(sha256);

  await (await open()).put(sha256, bytes);
  await (await open()).put(sha256, bytes);
  const after = await open();

  expect(sha256Of(ref)).toBe(sha256);
  expect(await readOutput(after, ref)).toEqual(bytes);
  expect(await readOutput(after, outputRef("0".repeat(64)))).toBeUndefined();
  expect(await readOutput(after, "../out")).toBeUndefined();
  const [kept, ...others] = await after.list();
  expect(kept).toEqual({ sha256, bytes: bytes.length, kept_at: expect.any(Number) });
  expect(others).toEqual([]);
});
