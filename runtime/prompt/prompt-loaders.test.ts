import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { fsPromptLoader, UnreadablePromptError } from "./node-prompt-loader.ts";
import { loadPrompt } from "./prompt-loader.ts";
import { promptPath } from "./prompt-path.ts";
import {
  createPromptRegistry,
  registeredPrompts,
  registerPromptModules,
  registerPrompts,
} from "./prompt-registry.ts";
import { renderPrompt } from "./render-prompt.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "uar-prompts-"));
  await mkdir(join(folder, "root/parts"), { recursive: true });
  await writeFile(join(folder, "secret.promptl"), "secret");
  await writeFile(join(folder, "root/main.promptl"), 'Be <prompt path="parts/tone" />');
  await writeFile(join(folder, "root/parts/tone.promptl"), 'kind.<prompt path="./end" />');
  await writeFile(join(folder, "root/parts/end.promptl"), '<prompt path="/last" />');
  await writeFile(join(folder, "root/last.promptl"), "!");
  await writeFile(join(folder, "root/large.promptl"), "a".repeat(1024 * 1024 + 1));
  await writeFile(join(folder, "root/broken.promptl"), new Uint8Array([0xff, 0xfe]));
  await mkdir(join(folder, "root/folder.promptl"));
  await symlink(join(folder, "secret.promptl"), join(folder, "root/link.promptl"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("promptPath()", () => {
  test.each([
    ["a", undefined, "a.promptl"],
    ["/a.promptl", undefined, "a.promptl"],
    ["./b", "x/a.promptl", "x/b.promptl"],
    ["b", "x/a.promptl", "x/b.promptl"],
    ["../b", "x/y/a.promptl", "x/b.promptl"],
    ["/b", "x/a.promptl", "b.promptl"],
    ["../b", "a.promptl", undefined],
    ["/../b", "x/a.promptl", undefined],
    ["..\\b", "x/a.promptl", undefined],
    ["a\0", undefined, undefined],
    ["", undefined, undefined],
    [".", undefined, undefined],
  ])("makes of %j in %j %j", (name, from, path) => {
    expect(promptPath(name, from)).toBe(path);
  });
});

describe("fsPromptLoader()", () => {
  test("follows references from file to file and from the root", async () => {
    const loader = fsPromptLoader({ root: join(folder, "root") });

    const { messages } = await renderPrompt(await loadPrompt(loader, "/main"), { loader });

    expect(messages).toEqual([{ role: "system", content: [{ type: "text", text: "Be kind.!" }] }]);
  });

  test.each(["../secret", "link", "/../secret.promptl", "nothing", "main.promptl/x"])(
    "knows no prompt %s",
    async (name) => {
      const loader = fsPromptLoader({ root: join(folder, "root") });

      await expect(loadPrompt(loader, name)).rejects.toMatchObject({ name: "PromptNotFoundError" });
    },
  );

  test.each(["large", "broken", "folder"])("says that it cannot read %s", async (name) => {
    const loader = fsPromptLoader({ root: join(folder, "root") });

    await expect(loader.load(name)).rejects.toThrow(UnreadablePromptError);
  });
});

describe("a registry of prompts", () => {
  test("finds by path below its root, whatever way it is written", async () => {
    const loader = createPromptRegistry(
      { "./prompts/a.promptl": "A", "/prompts/x/b.promptl": "B" },
      { root: "./prompts" },
    );

    expect(await loader.load("a")).toEqual({ path: "a.promptl", content: "A" });
    expect(await loader.load("./b.promptl", "x/c.promptl")).toMatchObject({ content: "B" });
    expect(await loader.load("prompts/a")).toBeUndefined();
    expect(await loader.load("constructor")).toBeUndefined();
  });

  test("refuses a path outside of its root", () => {
    const create = (): unknown => createPromptRegistry({ "other/a": "A" }, { root: "prompts" });

    expect(create).toThrow('The prompt "other/a" is not under the root "prompts"');
  });

  test("is missing until prompts are registered", async () => {
    const program =
      'import("./runtime/prompt/prompt-registry.ts").then((m) => m.registeredPrompts())';

    await expect(promisify(execFile)(process.execPath, ["-e", program])).rejects.toThrow(
      "No prompts are registered",
    );
  });

  test("can be registered, as a map or as a bundler's modules", async () => {
    registerPrompts({ a: "A" });
    expect(await registeredPrompts().load("a")).toMatchObject({ content: "A" });

    const lazy = { "/p/b.promptl": async () => Promise.resolve({ default: "B" }) };
    registerPromptModules({ ...lazy, "/p/c.promptl": { default: "C" } }, { root: "/p" });
    expect(await registeredPrompts().load("b")).toEqual({ path: "b.promptl", content: "B" });
    expect(await registeredPrompts().load("c")).toMatchObject({ content: "C" });
    expect(await registeredPrompts().load("a")).toBeUndefined();
  });
});
