import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";

import { PushedAgents } from "#runtime/agent/node-pushed-agents.ts";
import { openInMemoryStore } from "#runtime/memory/in-memory-store.ts";
import {
  ManualClock,
  reader,
  testRuntime,
  type TestRuntimeOptions,
  writer,
} from "#runtime/test-runtime.ts";
import { dispatch } from "./dispatch.ts";

const roots: string[] = [];
afterEach(async () => {
  for (const root of roots.splice(0)) await rm(root, { recursive: true });
});

async function pushedRuntime(more: TestRuntimeOptions = {}) {
  const root = await mkdtemp(join(tmpdir(), "uar-pushed-"));
  roots.push(root);
  const days = () => ({ today: "2026-03-01", yesterday: "2026-02-28" });
  const pushed = await PushedAgents.open({ root, title: "pushed", cacheSize: 10, days });
  const surroundings = { user_name: "Ada", timezone: "Asia/Tokyo", data_dir: ".uar" };
  const sources = { sources: [pushed], pushed };
  const clock = new ManualClock();
  const runtime = await testRuntime({ sources, surroundings, clock, ...more });
  return { runtime, root };
}

const PROMPT =
  "For ${user.name} on ${date} at ${time} in ${user.timezone}, ${pluto.data_dir}, ${x}";
const FILES = { "agent.yaml": `name: clerk\nsystem_prompt: "${PROMPT}"\n` };

describe("put_agent", () => {
  it("149, 151: gives an agent the tools of servers and the builtin ones of its file, and no other", async () => {
    const find = { ...reader, name: "docs__find", source: "docs" };
    const more = { ...find, name: "mail__read", source: "mail" };
    const passes = `
- steps: [{ calls: [{ tool: docs__find, arguments: {} }, { tool: mail__read, arguments: {} }] }]
- steps: [{ text: Done }]
`;
    const { runtime } = await pushedRuntime({ tools: [reader, writer, find, more], passes });
    const tools = "[{ type: mcp, name: docs, server: any }, { type: builtin, name: read }]";
    const yaml = `name: clerk\nsystem_prompt: x\ntools: ${tools}\n`;

    const files = { "agent.yaml": yaml };
    await dispatch("put_agent", { agent: "clerk", files }, runtime.services);
    const { run } = await runtime.ask("Go", { options: { agent: "clerk" } });

    expect(run.tools.map(({ name }) => name).toSorted()).toEqual(["docs__find", "read"]);
    expect(run.calls.map(({ name, status }) => [name, status])).toEqual([
      ["docs__find", "done"],
      ["mail__read", "unknown_tool"],
    ]);
  });

  it("keeps an agent that answers at once, with its prompt filled in", async () => {
    const { runtime } = await pushedRuntime();

    await dispatch("put_agent", { agent: "clerk", files: FILES }, runtime.services);
    const { run } = await runtime.ask("Go", { options: { agent: "clerk" } });

    expect(run.system_prompt).toBe("For Ada on 2026-01-01 at 09:00 in Asia/Tokyo, .uar, ${x}");
    expect(await dispatch("list_agents", {}, runtime.services)).toMatchObject({
      agents: ["guide", "clerk"],
      broken: [],
    });
  });

  it.each([
    [{ agent: "clerk", files: { "agent.yaml": "name: clerk\ncolour: red" } }, "colour"],
    [{ agent: "clerk", files: { ...FILES, "../x": "" } }, "leads out"],
    [{ agent: "clerk", files: { ...FILES, ".ssh/config": "" } }, "dot"],
    [{ agent: "clerk", files: { ...FILES, "agent.yaml/x": "" } }, "in a file"],
    [{ agent: "../clerk", files: FILES }, "agent"],
  ])("refuses %j and keeps nothing", async (input, words) => {
    const { runtime } = await pushedRuntime();

    await expect(dispatch("put_agent", input, runtime.services)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(words),
    });
    expect(runtime.services.agents.ids()).toEqual(["guide"]);
  });

  it("leaves the agents of the configuration alone", async () => {
    const { runtime } = await pushedRuntime();
    const guide = { agent: "guide", files: { "agent.yaml": "name: guide\nsystem_prompt: x" } };

    await expect(dispatch("put_agent", guide, runtime.services)).rejects.toMatchObject({
      code: "conflict",
    });
  });
});

describe("delete_agent", () => {
  it("takes an agent away, so that the next turn for it is refused", async () => {
    const { runtime } = await pushedRuntime();
    await dispatch("put_agent", { agent: "clerk", files: FILES }, runtime.services);
    const remove = () => dispatch("delete_agent", { agent: "clerk" }, runtime.services);

    expect(await remove()).toEqual({ deleted: true, memory: "none" });
    expect(await remove()).toEqual({ deleted: false, memory: "none" });
    await expect(runtime.submit("Go", { options: { agent: "clerk" } })).rejects.toThrow(
      /No agent is called "clerk"/,
    );
  });
});

describe("the memory of a deleted agent", () => {
  it("stays and is told of, unless it is to be deleted, too: then, or once the agent is gone", async () => {
    const memory = openInMemoryStore();
    const { runtime } = await pushedRuntime({ memory });
    const entry = { id: "m_1", kind: "fact", text: "Tea", at: "2026-01-01T00:00:00.000Z" } as const;
    for (const agent of ["clerk", "guide"]) await memory.put(agent, entry);
    await dispatch("put_agent", { agent: "clerk", files: FILES }, runtime.services);
    const remove = (more: object) =>
      dispatch("delete_agent", { agent: "clerk", ...more }, runtime.services);

    expect(await remove({})).toEqual({ deleted: true, memory: "kept" });
    expect(await memory.list("clerk")).toHaveLength(1);
    expect(await remove({ memory: "delete" })).toEqual({ deleted: false, memory: "deleted" });
    expect(await remove({ memory: "delete" })).toEqual({ deleted: false, memory: "none" });
    expect(await memory.agents()).toEqual(["guide"]);
  });

  it("stays whole where the agent is not one that can be deleted", async () => {
    const memory = openInMemoryStore();
    const { runtime } = await pushedRuntime({ memory });
    await memory.put("guide", { id: "m_1", kind: "fact", text: "Tea", at: "2026-01-01" });

    const removed = dispatch(
      "delete_agent",
      { agent: "guide", memory: "delete" },
      runtime.services,
    );

    await expect(removed).rejects.toMatchObject({ code: "conflict" });
    expect(await memory.list("guide")).toHaveLength(1);
  });
});

describe("reload_agents", () => {
  it("takes edits that nobody watches for, and names broken agents", async () => {
    const { runtime, root } = await pushedRuntime();
    await dispatch("put_agent", { agent: "clerk", files: FILES }, runtime.services);
    runtime.services.agents.resolve("clerk");
    await writeFile(join(root, "clerk", "agent.yaml"), "name: clerk\nsystem_prompt: [");

    const result = await dispatch("reload_agents", {}, runtime.services);

    expect(result).toMatchObject({
      broken: [{ id: "clerk", isKept: true, problems: [{ file: "agent.yaml", line: 2 }] }],
    });
    expect(runtime.services.agents.resolve("clerk").system_prompt).toBe(PROMPT);
  });
});
