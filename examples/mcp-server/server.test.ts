import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import type { ToolUpdate } from "#runtime/tool/execute.ts";
import { hostileFolder } from "./testing/hostile-folder.ts";
import { call, failure, output, run, start } from "./testing/workspace-calls.ts";

const WORKSPACE = join(import.meta.dirname, "..", "workspace");

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "uar-workspace-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("the server offers six tools, of which one writes", async () => {
  const source = await start(WORKSPACE, join(folder, "notes"));

  expect(source.health()).toMatchObject([{ status: "connected", problems: [] }]);
  expect(source.tools().map(({ name, effect }) => [name, effect])).toEqual([
    ["workspace__list", "read"],
    ["workspace__search", "read"],
    ["workspace__read", "read"],
    ["workspace__count", "read"],
    ["workspace__write_note", "idempotent"],
    ["workspace__fail", "read"],
  ]);
});

test("the workspace answers which files talk about lanes, and what they say", async () => {
  const source = await start(WORKSPACE, join(folder, "notes"));
  const { content, details } = await output(source, "search", { query: "lanes" });

  const { matches } = (details as { structured_content: { matches: { path: string }[] } })
    .structured_content;
  expect(matches[0]?.path).toBe("lanes.md");
  expect(new Set(matches.map(({ path }) => path)).size).toBeGreaterThanOrEqual(3);
  expect(content).toContain("lanes.md:3: A lane is one kind of thing that happens during a run");
  expect(content.split("\n")).toHaveLength(matches.length);
});

test("every file of the workspace can be listed and read", async () => {
  const source = await start(WORKSPACE, join(folder, "notes"));
  const paths = (await output(source, "list")).content.split("\n");

  expect(paths).toEqual(
    readdirSync(WORKSPACE)
      .filter((name) => name.endsWith(".md"))
      .toSorted(),
  );
  for (const path of paths) {
    const { content } = await output(source, "read", { path });
    expect(content.startsWith("1: # ")).toBe(true);
  }
});

test("read gives the lines that were asked for, with their numbers", async () => {
  writeFileSync(join(folder, "a.txt"), "one\r\ntwo\nthree\n");
  const source = await start(folder);

  expect(await output(source, "read", { path: "a.txt", start_line: 2 })).toMatchObject({
    content: "2: two\n3: three",
    details: { structured_content: { path: "a.txt", start_line: 2, end_line: 3, total_lines: 3 } },
  });
  expect(await failure(source, "read", { path: "a.txt", start_line: 4 })).toContain("has 3 lines");
  expect(await failure(source, "read", { path: "a.txt", start_line: 3, end_line: 2 })).toContain(
    "before start_line 3",
  );
});

test("read gives a long file in parts", async () => {
  writeFileSync(join(folder, "long.txt"), "line\n".repeat(1_000));
  const source = await start(folder);

  const { content } = await output(source, "read", { path: "long.txt" });

  expect(content).toContain("400: line\n[The file has 1000 lines; go on with start_line 401]");
});

test("lines with more of the words come first, in any case", async () => {
  writeFileSync(join(folder, "a.txt"), "the LOG\nan event\nthe Event Log\n");
  const source = await start(folder);

  expect((await output(source, "search", { query: "event log" })).content).toBe(
    "a.txt:3: the Event Log\na.txt:1: the LOG\na.txt:2: an event",
  );
  expect((await output(source, "search", { query: "nowhere" })).content).toBe(
    'No line holds "nowhere"',
  );
  expect(await failure(source, "search", { query: "..." })).toContain("holds no word");
});

test("search shows a part of what it finds, and says how much is left", async () => {
  for (let file = 0; file < 20; file += 1)
    writeFileSync(join(folder, `${file}.txt`), "word\n".repeat(50));
  const source = await start(folder);

  const lines = (await output(source, "search", { query: "word" })).content.split("\n");

  expect(lines).toHaveLength(41);
  expect(lines.at(-1)).toBe("[120 more; search for more words]");
});

test("count reports its steps", async () => {
  const source = await start(folder);
  const updates = await call(source, "count", { to: 3, delay_ms: 60 });

  expect(updates[0]).toEqual({ type: "progress", progress: 1, total: 3, message: "1 of 3" });
  expect(updates.at(-1)).toMatchObject({ output: { content: "Counted to 3" } });
});

test("count stops when it is cancelled, and the server goes on", async () => {
  const source = await start(folder);
  const controller = new AbortController();

  const updates: ToolUpdate[] = [];
  const args = { to: 1_000, delay_ms: 1 };
  for await (const update of run(source, "count", args, controller.signal)) {
    updates.push(update);
    controller.abort();
  }

  expect(updates.at(-1)).toMatchObject({ reason: "cancelled" });
  expect((await call(source, "count", { to: 1, delay_ms: 0 })).at(-1)).toMatchObject({
    type: "result",
  });
});

test("a note is written into its own folder and found from then on", async () => {
  const notes = join(folder, "elsewhere");
  const source = await start(WORKSPACE, notes);
  const note = { title: "Größe & Länge!", text: "Zebras\n" };

  expect((await output(source, "write_note", note)).content).toBe("Wrote notes/größe-länge.md");

  expect(readFileSync(join(notes, "größe-länge.md"), "utf8")).toBe("# Größe & Länge!\n\nZebras\n");
  expect(readdirSync(join(WORKSPACE, "notes"))).toEqual([".gitkeep"]);
  expect((await output(source, "list")).content).toContain("notes/größe-länge.md");
  expect((await output(source, "list", { path: "notes" })).content).toBe("notes/größe-länge.md");
  expect((await output(source, "search", { query: "zebras" })).content).toBe(
    "notes/größe-länge.md:3: Zebras",
  );
  expect((await output(source, "read", { path: "notes/größe-länge.md" })).content).toContain(
    "3: Zebras",
  );
});

test("a note never replaces another one, and the same note twice is one", async () => {
  const source = await start(folder);
  const write = async (text: string) =>
    (await output(source, "write_note", { title: "Plan", text })).content;

  expect(await write("first")).toBe("Wrote notes/plan.md");
  expect(await write("second")).toBe("Wrote notes/plan-2.md");
  expect(await write("first")).toBe("Wrote notes/plan.md");
  expect(await write("second")).toBe("Wrote notes/plan-2.md");
  expect(readdirSync(join(folder, "notes")).toSorted()).toEqual(["plan-2.md", "plan.md"]);
});

test("whatever its title, a note is a file in the notes folder", async () => {
  const source = await start(folder);
  const titles = ["../../evil", "/etc/evil", "evil\0", "a\nb", "x".repeat(120), "Σχέδιο", "-.-1"];

  for (const title of titles) await output(source, "write_note", { title, text: "text" });

  expect(readdirSync(folder)).toEqual(["notes"]);
  const names = readdirSync(join(folder, "notes"));
  expect(names).toHaveLength(titles.length);
  for (const name of names) expect(name).toMatch(/^[\p{L}\p{N}][\p{L}\p{N}-]{0,59}\.md$/u);
  expect(await failure(source, "write_note", { title: "...", text: "text" })).toContain(
    "no letter",
  );
});

test("a note is not written through a link that stands in its place", async () => {
  const outside = join(folder, "outside.txt");
  mkdirSync(join(folder, "work", "notes"), { recursive: true });
  symlinkSync(outside, join(folder, "work", "notes", "plan.md"));
  const source = await start(join(folder, "work"));

  expect((await output(source, "write_note", { title: "Plan", text: "text" })).content).toBe(
    "Wrote notes/plan-2.md",
  );
  expect(readdirSync(folder)).toEqual(["work"]);
});

test("fail always fails, with the words that were asked for", async () => {
  const source = await start(folder);

  expect(await failure(source, "fail")).toBe("Failed on purpose");
  expect(await failure(source, "fail", { message: "No luck" })).toBe("No luck");
});

test("a path that leads out, or to no text, is refused without naming places outside", async () => {
  const source = await start(hostileFolder(folder));

  for (const [path, words] of REFUSED_PATHS) {
    const message = await failure(source, "read", { path });
    expect(message).toContain(words);
    expect(message).not.toContain(folder);
  }
});

const REFUSED_PATHS = [
  ["../secret.txt", "outside of the workspace"],
  ["sub/../../secret.txt", "outside of the workspace"],
  ["/etc/passwd", "outside of the workspace"],
  ["..\\secret.txt", "outside of the workspace"],
  ["notes/../../secret.txt", "outside of the workspace"],
  ["a\0b", "outside of the workspace"],
  ["link.txt", "leads out of the workspace"],
  ["linked/secret.txt", "leads out of the workspace"],
  ["notes/link.txt", "leads out of the workspace"],
  ["missing.txt", 'There is no "missing.txt"'],
  ["%2e%2e/secret.txt", "There is no"],
  ["sub", '"sub" is not a file'],
  ["pipe", '"pipe" is not a file'],
  ["binary.bin", '"binary.bin" is not a text'],
  ["big.txt", "bytes, more than"],
] as const;

test("a hostile folder is listed and searched without what is not its own", async () => {
  const source = await start(hostileFolder(folder));

  expect((await output(source, "list")).content).toBe(
    "big.txt\nbinary.bin\nempty.txt\nsub/inside.txt",
  );
  expect((await output(source, "search", { query: "secret" })).content).toBe(
    'No line holds "secret"',
  );
  expect(await failure(source, "list", { path: ".." })).toContain("outside of the workspace");
  expect(await failure(source, "list", { path: "big.txt" })).toContain('"big.txt" is not a folder');
  expect((await output(source, "read", { path: "inner-link.txt" })).content).toBe("1: inside");
});

test("a notes folder that leads out of the workspace is refused at the start", async () => {
  const work = join(folder, "work");
  mkdirSync(work);
  symlinkSync(tmpdir(), join(work, "notes"));

  const source = await start(work);

  expect(source.health()[0]).toMatchObject({ status: "failed", reason: "it exited with code 1" });
  expect(source.health()[0]?.log).toContain("leads out of the workspace");
});
