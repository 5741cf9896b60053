import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test, vi } from "vitest";

import { hostile, start } from "#runtime/tool/testing/fixture-servers.ts";
import { call, find, updatesOf } from "#runtime/tool/testing/source-calls.ts";
import type { McpServerConfig } from "./config.ts";

/** Servers start and end in processes of their own: on a busy machine that takes its time. */
vi.setConfig({ testTimeout: 30_000 });

/** Most of what a call says in a flood is merged: one piece of progress for each 50 ms at most. */
const MOST_UPDATES = 400;

test("F22 mcp-hang: a call that is never answered times out, again and again", async () => {
  const { source, bystander } = await besides({ ...hostile("never-answers"), timeout_ms: 50 });
  const act = find(source, "odd__act");

  for (let attempt = 0; attempt < 3; attempt += 1) {
    expect(await call(act)).toMatchObject({ type: "failed", reason: "timed_out" });
  }

  expect(await bystander.end()).toEqual(["result"]);
  expect(source.health()).toMatchObject([{ status: "connected" }, { status: "connected" }]);
});

test("F22 mcp-crash: a server that ends loses its call, starts again, and is left alone if it ends each time", async () => {
  const folder = mkdtempSync(join(tmpdir(), "uar-mcp-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const once = await besides(hostile("crashes-once", join(folder, "marker")));
  const each = await besides(hostile("crashes"));

  expect(await call(find(once.source, "odd__act"))).toMatchObject({ reason: "lost" });
  expect(await call(find(once.source, "odd__act"))).toMatchObject({ type: "result" });
  const codes = new Set<unknown>();
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const end = await call(find(each.source, "odd__act"));
    codes.add(end.type === "failed" && end.error.code);
  }

  expect(codes).toEqual(new Set(["server_lost", "server_unavailable"]));
  expect(await once.bystander.end()).toEqual(["result"]);
  expect(await each.bystander.end()).toEqual(["result"]);
});

test("F22 mcp-flood: eight thousand messages during a call end in its result", async () => {
  const { source, bystander } = await besides(hostile("floods-stdout"));

  const updates = await updatesOf(find(source, "odd__act"));

  expect(updates.at(-1)).toMatchObject({ type: "result", output: { content: "after the flood" } });
  expect(updates.length).toBeLessThan(MOST_UPDATES);
  expect(await bystander.end()).toEqual(["result"]);
});

test("F22 mcp-flood: a line without an end ends its server, not ours", async () => {
  const { source, bystander } = await besides(hostile("huge-line"));

  expect(await call(find(source, "odd__act"))).toMatchObject({
    reason: "lost",
    error: { message: expect.stringContaining("too long") as string },
  });
  expect(await bystander.end()).toEqual(["result"]);
});

test.each(["garbage", "garbage-bytes"])(
  "F22 mcp-garbage: what is no message on stdout (%s) goes to the log",
  async (mode) => {
    const { source, bystander } = await besides(hostile(mode));

    expect(await call(find(source, "odd__act"))).toMatchObject({ type: "result" });
    expect(source.health().find(({ name }) => name === "odd")?.log).toContain("[stdout]");
    expect(await bystander.end()).toEqual(["result"]);
  },
);

/** A server that misbehaves, beside one that is called all the while. */
async function besides(config: McpServerConfig) {
  const source = await start({ odd: config, plain: hostile("plain") });
  const plain = find(source, "plain__act");
  const ends = new Set<string>();
  let isOver = false;
  onTestFinished(() => {
    isOver = true;
  });
  const calling = (async () => {
    while (!isOver) ends.add((await call(plain)).type);
  })();
  const end = async () => {
    isOver = true;
    await calling;
    return [...ends];
  };
  return { source, bystander: { end } };
}
