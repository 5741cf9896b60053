import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { writeWhole } from "./node-whole-file.ts";

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "uar-whole-"));
  file = join(folder, "notes.md");
});
afterEach(() => rm(folder, { recursive: true }));

test("who reads a file while it is replaced finds one version, whole", async () => {
  const version = (letter: string) => letter.repeat(1_000_000);
  await writeWhole(file, version("a"));

  let isDone = false;
  const replaced = (async () => {
    for (const letter of "bcdefgh") await writeWhole(file, version(letter));
    isDone = true;
  })();
  const found: string[] = [];
  while (!isDone) found.push(await readFile(file, "utf8"));
  await replaced;

  expect(found.filter((text) => text !== version(text.charAt(0)))).toEqual([]);
  expect(await readFile(file, "utf8")).toBe(version("h"));
  expect(await readdir(folder)).toEqual(["notes.md"]);
});

test("a file and its folders are for their owner alone, whatever a crash left", async () => {
  const deep = join(folder, "sys", "memory", "notes.md");
  await writeWhole(deep, "One");
  await writeFile(`${deep}.next`, "Half");
  await chmod(`${deep}.next`, 0o666);

  await writeWhole(deep, Buffer.from("Two"));

  const mode = async (path: string) => (await stat(path)).mode & 0o777;
  expect(await mode(deep)).toBe(0o600);
  expect(await mode(join(folder, "sys"))).toBe(0o700);
  expect(await mode(join(folder, "sys", "memory"))).toBe(0o700);
  expect(await readFile(deep, "utf8")).toBe("Two");
});

test("a file that cannot take its place leaves nothing behind", async () => {
  await mkdir(file);
  await writeFile(join(file, "inside.md"), "Stays");

  await expect(writeWhole(file, "New")).rejects.toThrow("rename");

  expect(await readdir(folder)).toEqual(["notes.md"]);
  expect(await readFile(join(file, "inside.md"), "utf8")).toBe("Stays");
});

test("a file that cannot be written leaves the former one", async () => {
  await writeWhole(file, "Former");
  await mkdir(`${file}.next`);

  await expect(writeWhole(file, "New")).rejects.toThrow("notes.md.next");

  expect(await readFile(file, "utf8")).toBe("Former");
});
