import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";

import type { Tool } from "#runtime/tool/tool.ts";
import { batchFiles } from "./batch-files.ts";
import { fileTools } from "./file-tools.ts";
import { openWorkspace } from "./node-workspace.ts";
import { runTool } from "./testing/run-tool.ts";

let root: string;
let tools: readonly Tool[];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "uar-files-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const workspace = await openWorkspace(root);
  tools = [...fileTools(workspace), batchFiles(workspace)];
});

describe("the tools for files", () => {
  it("say what each does to the world, and what it takes", () => {
    expect(Object.fromEntries(tools.map(({ name, effect }) => [name, effect]))).toEqual({
      list_directory: "read",
      read_file: "read",
      search_files: "read",
      write_file: "idempotent",
      move_file: "at_most_once",
      delete_file: "at_most_once",
      batch_files: "at_most_once",
    });
    const schema = tools.find(({ name }) => name === "write_file")?.input_schema;
    expect(schema).toMatchObject({
      required: ["path", "content"],
      properties: { overwrite: { type: "boolean", default: false } },
    });
  });

  it("do their work in words for the model and facts for the screen", async () => {
    const wrote = await runTool(tools, "write_file", { path: "a.md", content: "Hello" });
    const listed = await runTool(tools, "list_directory", {});
    const got = await runTool(tools, "read_file", { path: "a.md" });
    const found = await runTool(tools, "search_files", { query: "hell" });
    const moved = await runTool(tools, "move_file", { from: "a.md", to: "b.md" });
    const removed = await runTool(tools, "delete_file", { path: "b.md" });

    expect(wrote).toEqual({
      content: "Created a.md (5 bytes)",
      details: { path: "a.md", bytes: 5, created: true },
    });
    expect(listed.content).toBe("file a.md 5");
    expect(got).toEqual({ content: "Hello", details: { path: "a.md", size: 5 } });
    expect(found.content).toBe("a.md:1: Hello");
    expect([moved.content, removed.content]).toEqual([
      "Moved a.md to b.md",
      "Removed b.md (entries: 1)",
    ]);
  });

  it("say no under a code and in words", async () => {
    await expect(runTool(tools, "read_file", { path: "missing" })).rejects.toMatchObject({
      code: "FILE_NOT_FOUND",
      message: 'There is no "missing" in the workspace',
    });
    await expect(runTool(tools, "read_file", { path: 7 })).rejects.toMatchObject({
      code: "EXECUTION_ERROR",
    });
    await expect(runTool(tools, "write_file", { path: "../x", content: "" })).rejects.toMatchObject(
      {
        code: "INVALID_PATH",
      },
    );
  });
});

describe("a batch", () => {
  it("does its operations in order and tells of each", async () => {
    const operations = [
      { op: "write", path: "a", content: "one" },
      { op: "move", from: "a", to: "b" },
      { op: "read", path: "b" },
    ];

    const { content } = await runTool(tools, "batch_files", { operations });

    expect(content).toBe("1. write: created a\n2. move: a to b\n3. read: b\none");
  });

  it("ends at the first failure, and says what was not tried", async () => {
    const operations = [
      { op: "write", path: "a", content: "one" },
      { op: "delete", path: "missing" },
      { op: "delete", path: "a" },
    ];

    const { content, details } = await runTool(tools, "batch_files", { operations });

    expect(content).toContain("FILE_NOT_FOUND");
    expect(content).toContain("1 of 3 operations were not tried");
    expect(details).toMatchObject({ not_tried: 1 });
    expect(existsSync(join(root, "a")) && readFileSync(join(root, "a"), "utf8")).toBe("one");
  });
});
