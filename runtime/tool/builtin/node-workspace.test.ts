import { execFileSync } from "node:child_process";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";

import { openWorkspace } from "./node-workspace.ts";
import type { Workspace } from "./workspace.ts";

const SECRET = "the secret";
const RACES = 10_000;
/** The race ends here even on a machine that is busy; it says how far it came. */
const RACE_MS = 20_000;

let folder: string;
let root: string;
let outside: string;
let workspace: Workspace;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "uar-workspace-")));
  root = join(folder, "root");
  outside = join(folder, "outside");
  for (const made of [root, outside]) mkdirSync(made);
  writeFileSync(join(outside, "secret.txt"), SECRET);
  workspace = await openWorkspace(root);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const read = (path: string) => workspace.read(path, 0, 4_096);

describe("a workspace", () => {
  it("writes, lists, reads, moves and removes files, with the folders on the way", async () => {
    expect(await workspace.write("notes/a.md", "Grüße", false)).toEqual({ created: true });
    expect(await read("notes/a.md")).toEqual({ content: "Grüße", size: 7 });
    await workspace.move("notes/a.md", "deep/er/b.md", false);

    expect(await workspace.list(".")).toEqual({
      entries: [
        { name: "deep", kind: "folder" },
        { name: "notes", kind: "folder" },
      ],
      truncated: false,
    });
    expect((await workspace.list("deep/er")).entries).toEqual([
      { name: "b.md", kind: "file", size: 7 },
    ]);
    expect(await workspace.remove("deep", true)).toBe(3);
    expect(readdirSync(root)).toEqual(["notes"]);
  });

  it("replaces a file only when told to, and whole", async () => {
    writeFileSync(join(root, "a.md"), "old");

    await expect(workspace.write("a.md", "new", false)).rejects.toThrow("there already");
    expect(readFileSync(join(root, "a.md"), "utf8")).toBe("old");
    expect(await workspace.write("a.md", "new", true)).toEqual({ created: false });
    expect(readFileSync(join(root, "a.md"), "utf8")).toBe("new");
    expect(readdirSync(root)).toEqual(["a.md"]);
  });

  it("moves onto a file only when told to", async () => {
    for (const name of ["a", "b"]) writeFileSync(join(root, name), name);

    await expect(workspace.move("a", "b", false)).rejects.toThrow("there already");
    await workspace.move("a", "b", true);
    expect(readFileSync(join(root, "b"), "utf8")).toBe("a");
  });

  it("gives a large file in parts that end between characters", async () => {
    const text = "aé€😀".repeat(400);
    writeFileSync(join(root, "long.txt"), text);
    const parts: string[] = [];
    for (let offset: number | undefined = 0; offset !== undefined;) {
      const part = await workspace.read("long.txt", offset, 1_025);
      parts.push(part.content);
      offset = part.next_offset;
    }

    expect(parts.length).toBeGreaterThan(3);
    expect(parts.join("")).toBe(text);
  });

  it("finds words in its text files and says where", async () => {
    mkdirSync(join(root, "src"));
    writeFileSync(join(root, "src", "a.ts"), "one\nTwo words\n");
    writeFileSync(join(root, "b.md"), "two words");
    writeFileSync(join(root, "c.bin"), "two words\0");
    symlinkSync(outside, join(root, "away"));
    const options = { path: ".", case_sensitive: false, limit: 10, signal: AbortSignal.abort() };
    const ask = { ...options, signal: new AbortController().signal };

    const all = await workspace.search("two words", ask);
    const typed = await workspace.search("two words", { ...ask, glob: "src/*" });
    const one = await workspace.search("two words", { ...ask, limit: 1 });
    const secret = await workspace.search("secret", ask);

    expect(all.matches).toHaveLength(2);
    expect(typed.matches).toEqual([{ path: "src/a.ts", line: 2, text: "Two words" }]);
    expect(one).toMatchObject({ truncated: true, matches: [{}] });
    expect(secret.matches).toEqual([]);
  });
});

describe("S14: of the catalogue of paths (7)", () => {
  it.each([
    ["above the workspace", "../outside/secret.txt"],
    ["above it on a detour", "a/../../outside/secret.txt"],
    ["absolute", "/etc/passwd"],
    ["the process table", "/proc/self/environ"],
    ["with NUL", "a\0b"],
    ["of 128 KB", "a".repeat(128 * 1024)],
    ["of a name that is too long", "a".repeat(300)],
    ["with a lone surrogate", "a\ud800"],
    ["empty", ""],
    ["the workspace itself", "."],
    ["a folder", "folder"],
  ])("a path %s is INVALID_PATH", async (_, path) => {
    mkdirSync(join(root, "folder"));

    await expect(read(path)).rejects.toMatchObject({ code: "INVALID_PATH" });
  });

  it("a link to a file outside is neither read nor written through", async () => {
    symlinkSync(join(outside, "secret.txt"), join(root, "link"));

    await expect(read("link")).rejects.toMatchObject({ code: "INVALID_PATH" });
    await expect(workspace.write("link", "x", true)).rejects.toMatchObject({
      code: "INVALID_PATH",
    });
    expect(readFileSync(join(outside, "secret.txt"), "utf8")).toBe(SECRET);
  });

  it("a link to a folder outside is not gone through, by no operation", async () => {
    symlinkSync(outside, join(root, "away"));

    const tries = [
      () => read("away/secret.txt"),
      () => workspace.list("away"),
      () => workspace.write("away/new.txt", "x", false),
      () => workspace.remove("away/secret.txt", false),
      () => workspace.move("away/secret.txt", "mine", false),
    ];
    for (const attempt of tries) {
      await expect(attempt()).rejects.toMatchObject({ code: "INVALID_PATH" });
    }
    expect(readdirSync(outside)).toEqual(["secret.txt"]);
  });

  it("a link within the workspace may be gone through", async () => {
    mkdirSync(join(root, "real"));
    writeFileSync(join(root, "real", "a"), "inside");
    symlinkSync("real", join(root, "other"));

    expect((await read("other/a")).content).toBe("inside");
  });

  it("a link is removed itself, not what it names", async () => {
    symlinkSync(outside, join(root, "away"));
    mkdirSync(join(root, "folder"));
    symlinkSync(outside, join(root, "folder", "away"));

    expect(await workspace.remove("away", true)).toBe(1);
    expect(await workspace.remove("folder", true)).toBe(2);
    expect(readdirSync(outside)).toEqual(["secret.txt"]);
  });

  it("a write never reaches another file through a hard link", async () => {
    linkSync(join(outside, "secret.txt"), join(root, "hard"));

    await workspace.write("hard", "mine", true);

    expect(readFileSync(join(outside, "secret.txt"), "utf8")).toBe(SECRET);
  });

  it("a pipe is refused at once and not waited for", async () => {
    execFileSync("/usr/bin/env", ["mkfifo", join(root, "pipe")]);

    await expect(read("pipe")).rejects.toMatchObject({ code: "INVALID_PATH" });
    await expect(workspace.write("pipe", "x", true)).rejects.toMatchObject({
      code: "INVALID_PATH",
    });
    expect((await workspace.list(".")).entries).toEqual([{ name: "pipe", kind: "other" }]);
  });

  it("of a sparse file of 1 TB a part is read", async () => {
    writeFileSync(join(root, "sparse"), "");
    truncateSync(join(root, "sparse"), 1024 ** 4);

    await expect(read("sparse")).rejects.toThrow("not a text");
  });

  it("an empty file is an empty text, and a name with a line break is a name", async () => {
    await workspace.write("a\nb", "", false);

    expect(await read("a\nb")).toEqual({ content: "", size: 0 });
  });

  it("of a folder with many files so many are listed, and that there are more is said", async () => {
    for (let index = 0; index < 1_001; index += 1) writeFileSync(join(root, `${index}`), "");

    const { entries, truncated } = await workspace.list(".");

    expect([entries.length, truncated]).toEqual([1_000, true]);
  });

  it("a folder in place of a file, and a file in place of a folder, are INVALID_PATH", async () => {
    mkdirSync(join(root, "folder"));
    writeFileSync(join(root, "file"), "");

    const folderAsFile = workspace.write("folder", "x", true);
    await expect(folderAsFile).rejects.toMatchObject({ code: "INVALID_PATH" });
    await expect(workspace.write("file/x", "x", true)).rejects.toMatchObject({
      code: "INVALID_PATH",
    });
  });
});

it(
  "S14: who swaps a folder for a link meanwhile gets nothing read nor written outside",
  { timeout: RACE_MS * 2 },
  async () => {
    for (const name of ["place", "real"]) {
      mkdirSync(join(root, name));
      writeFileSync(join(root, name, "secret.txt"), "harmless");
    }
    symlinkSync(outside, join(root, "link"));
    symlinkSync("real", join(root, "other"));
    const swapper = new Worker(SWAPPER, { eval: true, workerData: [root, outside] });
    onTestFinished(async () => {
      await swapper.terminate();
    });
    await new Promise((resolve) => swapper.once("message", resolve));
    const until = performance.now() + RACE_MS;
    const contents = new Set<string>();
    const codes = new Set<unknown>();

    for (let index = 0; index < RACES && performance.now() < until; index += 20) {
      const tries = Array.from({ length: 20 }, async (_, one) => {
        if (one % 10 === 9) return workspace.write("other/new.txt", "x", true);
        return read(one < 10 ? "place/secret.txt" : "other/secret.txt");
      });
      for (const outcome of await Promise.allSettled(tries)) {
        if (outcome.status === "rejected") codes.add((outcome.reason as { code?: unknown }).code);
        else if ("content" in outcome.value) contents.add(outcome.value.content);
      }
    }

    expect([...contents]).toEqual(["harmless"]);
    expect(["INVALID_PATH", "FILE_NOT_FOUND"]).toEqual(expect.arrayContaining([...codes]));
    expect(codes.size).toBeGreaterThan(0);
    expect(readdirSync(outside)).toEqual(["secret.txt"]);
    expect(readFileSync(join(outside, "secret.txt"), "utf8")).toBe(SECRET);
  },
);

/** Lets `place` be by turns a folder and a link that leads out, and `other` a link inside and one out. */
const SWAPPER = `
const { renameSync, symlinkSync } = require("node:fs");
const { join } = require("node:path");
const { parentPort, workerData: [root, outside] } = require("node:worker_threads");
const at = (name) => join(root, name);
const point = (target) => {
  symlinkSync(target, at("next"));
  renameSync(at("next"), at("other"));
};
parentPort.postMessage("begun");
for (;;) {
  renameSync(at("place"), at("folder"));
  renameSync(at("link"), at("place"));
  point(outside);
  renameSync(at("place"), at("link"));
  renameSync(at("folder"), at("place"));
  point("real");
}`;

it("follows a workspace whose folder is moved to no other place", async () => {
  renameSync(root, join(folder, "moved"));

  await expect(read("a")).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
});
