import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";

import { Secrets } from "#runtime/model/cassette/secrets.ts";
import { MemoryError } from "./memory-store.ts";
import { openMemoryFiles } from "./node-memory-store.ts";

let root = "";
let index = "";
let problems: Error[] = [];
const opened: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "uar-memory-index-"));
  index = join(root, "sys", "index.db");
  problems = [];
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  await rm(root, { recursive: true });
});

function open(options: { index?: string } = { index }) {
  const report = (problem: Error) => problems.push(problem);
  const store = openMemoryFiles(join(root, "memory"), new Secrets([]), { ...options, report });
  opened.push(store);
  return store;
}

async function write(file: string, ...facts: readonly string[]): Promise<void> {
  await mkdir(join(root, "memory", "able"), { recursive: true });
  const lines = facts.map((fact) => `- ${fact}`);
  const text = ["# Notes", "", "## Facts Stored", "", ...lines, ""].join("\n");
  await writeFile(join(root, "memory", "able", file), text);
}

async function found(query: string, store = open()): Promise<readonly string[]> {
  return (await store.search("able", query, 10)).entries.map(({ text }) => text);
}

it("114: the index finds what a search of the files finds: beginnings of words, without case or accents", async () => {
  await write("2026-01-01.md", "The café opens at nine", "Trains leave hourly");
  await write("trains.md", "The train station has a café, too", "Über allen Gipfeln");

  for (const query of ["CAFE", "train", "uber", "café train", "nothing", "a", '"', "NEAR(x", ""]) {
    const [indexed, plain] = [await found(query), await found(query, open({}))];
    expect([query, indexed.toSorted()]).toEqual([query, plain.toSorted()]);
  }
  expect(await found("café station")).toEqual([
    "The train station has a café, too",
    "The café opens at nine",
  ]);
  expect(await open().search("able", "caf", 1)).toMatchObject({ found: 2, entries: [{}] });
});

it("114: what a person writes into the files, changes or takes away counts at the next search", async () => {
  const store = open();
  await write("2026-01-01.md", "Tea, not coffee");
  expect(await found("tea", store)).toEqual(["Tea, not coffee"]);

  await write("2026-01-01.md", "Coffee, not water");
  await write("drinks.md", "Water at noon");
  expect(await found("tea", store)).toEqual([]);
  expect(await found("water", store)).toEqual(["Coffee, not water", "Water at noon"]);

  await rm(join(root, "memory", "able", "drinks.md"));
  expect(await found("water", store)).toEqual(["Coffee, not water"]);
  expect(await store.list("able")).toHaveLength(1);
});

it("114: a file that did not change is not read again", async () => {
  await write("2026-01-01.md", "Tea, not coffee");
  await found("tea");
  const database = new DatabaseSync(index);
  database.exec("UPDATE entries SET text = 'From the index'");
  database.close();

  expect(await found("tea")).toEqual(["From the index"]);
});

it.each([
  ["is missing", () => rm(index)],
  ["is no database", () => writeFile(index, "not SQLite ".repeat(1_000))],
  [
    "is of another version",
    async () => {
      const database = new DatabaseSync(index);
      database.exec("PRAGMA user_version = 77; DROP TABLE entries");
      database.close();
    },
  ],
])("114: an index that %s is built anew from the files", async (_how, breaks) => {
  await write("2026-01-01.md", "Tea, not coffee");
  const before = open();
  await found("tea", before);
  await before.close();

  await breaks();

  expect(await found("tea")).toEqual(["Tea, not coffee"]);
  expect(await open().list("able")).toHaveLength(1);
});

it("114: where no index can be kept the files answer, and the problem is told", async () => {
  await write("2026-01-01.md", "Tea, not coffee");
  await writeFile(join(root, "sys"), "in the way");

  expect(await found("tea")).toEqual(["Tea, not coffee"]);
  expect(problems[0]?.message).toContain("The index of memories cannot be used");
});

it("114: what is forgotten leaves no word in the index", async () => {
  const store = open();
  const entry = { kind: "fact", at: "2026-01-02T10:00:00.000Z" } as const;
  await store.put("able", { ...entry, id: "m_1", text: "The zebracode is 4711" });
  await store.put("able", { ...entry, id: "m_2", text: "Something else" });
  expect(await found("zebracode", store)).toHaveLength(1);

  await store.remove("able", "m_1");

  expect(await found("zebracode", store)).toEqual([]);
  await store.close();
  expect((await readFile(index)).toString("latin1")).not.toMatch(/zebracode/i);
});

it("114: of an agent whose memory is deleted, the index keeps no word, even where nobody asks again", async () => {
  const store = open();
  await write("2026-01-01.md", "The zebracode is 4711");
  expect(await found("zebracode", store)).toHaveLength(1);

  await store.clear("able");
  await store.close();

  expect((await readFile(index)).toString("latin1")).not.toMatch(/zebracode/i);
});

it("114: a file that is too large is refused with the index, too", async () => {
  await write("2026-01-01.md", "x".repeat(1024 * 1024));

  await expect(found("x")).rejects.toThrow(MemoryError);
  expect(problems).toEqual([]);
});
