import { mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

import { systemClock } from "#runtime/system-services.ts";
import { openMemoryOutputStore } from "./memory-output-store.ts";
import { openNodeOutputStore } from "./node-output-store.ts";
import { outputRef, type OutputStore, sha256Of } from "./output-store.ts";

const folder = await mkdtemp(join(tmpdir(), "uar-outputs-"));
afterAll(() => rm(folder, { recursive: true }));

const HASH = "ab".repeat(32);
const OTHER = "cd".repeat(32);

async function textOf(store: OutputStore, sha256: string): Promise<string | undefined> {
  const stream = await store.read(sha256);
  return stream && new Response(stream).text();
}

const STORES: readonly (readonly [string, () => Promise<OutputStore>])[] = [
  ["in memory", async () => openMemoryOutputStore(systemClock)],
  ["in files", async () => openNodeOutputStore(await mkdtemp(join(folder, "store-")))],
];

describe.each(STORES)("a store of outputs %s", (_, open) => {
  it("gives back what was put, and nothing for what was not", async () => {
    const store = await open();

    await store.put(HASH, Buffer.from("All of it, é"));

    expect(await textOf(store, HASH)).toBe("All of it, é");
    expect(await store.read(OTHER)).toBeUndefined();
    expect(await store.list()).toEqual([{ sha256: HASH, bytes: 13, kept_at: expect.any(Number) }]);
  });

  it("keeps the same bytes once", async () => {
    const store = await open();

    await Promise.all([1, 2, 3].map(() => store.put(HASH, Buffer.from("Same"))));

    expect(await store.list()).toHaveLength(1);
  });

  it("removes what it was told of, and nothing that is not there", async () => {
    const store = await open();
    await store.put(HASH, Buffer.from("One"));
    const [known] = await store.list();
    if (known === undefined) throw new Error("Nothing is kept");

    expect(await store.remove({ ...known, kept_at: known.kept_at - 1 })).toBe(false);
    expect(await store.remove(known)).toBe(true);
    expect(await store.remove(known)).toBe(false);
    expect(await store.read(HASH)).toBeUndefined();
  });

  it("does not keep a stream open that its reader leaves", async () => {
    const store = await open();
    await store.put(HASH, Buffer.alloc(1_000_000, "x"));
    const reader = (await store.read(HASH))?.getReader();

    const first = await reader?.read();
    await reader?.cancel();

    expect(first?.value?.length).toBeGreaterThan(0);
  });
});

describe("a store in files", () => {
  it("does not remove what was put again since it was looked at (O2)", async () => {
    const place = await mkdtemp(join(folder, "again-"));
    const store = await openNodeOutputStore(place);
    await store.put(HASH, Buffer.from("One"));
    await utimes(join(place, "ab", HASH), 1, 1);
    const [known] = await store.list();
    if (known === undefined) throw new Error("Nothing is kept");

    await store.put(HASH, Buffer.from("One"));

    expect(known.kept_at).toBe(1_000);
    expect(await store.remove(known)).toBe(false);
    expect(await textOf(store, HASH)).toBe("One");
  });

  it("is for this user alone, and has its bytes after it was opened again", async () => {
    const place = join(folder, "private", "outputs");
    await (await openNodeOutputStore(place)).put(HASH, Buffer.from("Mine"));

    expect((await stat(join(place, "ab", HASH))).mode & 0o777).toBe(0o600);
    expect((await stat(place)).mode & 0o777).toBe(0o700);
    expect(await textOf(await openNodeOutputStore(place), HASH)).toBe("Mine");
  });

  it("forgets what a crash left half written", async () => {
    const place = await mkdtemp(join(folder, "torn-"));
    await (await openNodeOutputStore(place)).put(HASH, Buffer.from("Whole"));
    await writeFile(join(place, "ab", `${HASH}.next`), "Who");

    const store = await openNodeOutputStore(place);

    expect(await readdir(join(place, "ab"))).toEqual([HASH]);
    expect(await store.list()).toHaveLength(1);
  });
});

it.each([
  ["out_", undefined],
  [outputRef(HASH), HASH],
  [`out_${HASH}0`, undefined],
  ["out_../../../etc/passwd", undefined],
  [`out_${"AB".repeat(32)}`, undefined],
])("the name %s stands for the hash %s", (ref, hash) => {
  expect(sha256Of(ref)).toBe(hash);
});
