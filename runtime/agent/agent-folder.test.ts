import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";

import { systemClock } from "#runtime/system-services.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { AgentFileError } from "./agent-problem.ts";
import { AgentFolder } from "./node-agent-folder.ts";
import { PushedAgents } from "./node-pushed-agents.ts";
import { watchAgents, type WatchedFolder } from "./node-watch-agents.ts";
import { AgentRegistry, TakenAgentError, UnknownAgentError } from "./registry.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function emptyFolder(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "uar-agents-"));
  closing.push(() => rm(root, { recursive: true }));
  return root;
}

async function write(root: string, id: string, prompt: string): Promise<void> {
  await mkdir(join(root, id), { recursive: true });
  await writeFile(join(root, id, "agent.yaml"), yaml(id, prompt));
}

function yaml(id: string, prompt: string): string {
  return `name: ${id}\nsystem_prompt: ${prompt}\n`;
}

function filesOf(id: string, prompt: string): Map<string, Uint8Array> {
  return new Map([["agent.yaml", new TextEncoder().encode(yaml(id, prompt))]]);
}

const OPTIONS = {
  title: "the folder",
  isBroughtIn: false,
  cacheSize: 10,
  days: () => ({ today: "2026-03-01", yesterday: "2026-02-28" }),
};

/** Resolves once a condition holds after one of the watcher's looks. */
function watched(folder: AgentFolder): {
  until: (condition: () => boolean) => Promise<void>;
} {
  const waiting = new Set<() => void>();
  const failures: unknown[] = [];
  const watcher: WatchedFolder = watchAgents(folder, {
    clock: systemClock,
    report: (error) => failures.push(error),
    refreshed: () => waiting.forEach((look) => look()),
  });
  closing.push(async () => {
    await watcher.close();
    expect(failures).toEqual([]);
  });
  return {
    until: (condition) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!condition()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

describe("AgentFolder", () => {
  it("reads agents when they are asked for, and few of them at a time", async () => {
    const root = await emptyFolder();
    for (let count = 0; count < 30; count += 1) await write(root, `a${count}`, `prompt ${count}`);
    const folder = new AgentFolder({ ...OPTIONS, root });

    expect(folder.ids()).toHaveLength(30);
    for (const id of folder.ids()) {
      expect(folder.load(id).agent.system_prompt).toBe(`prompt ${id.slice(1)}`);
    }
    await write(root, "a0", "changed");
    await write(root, "a29", "changed");
    expect(folder.load("a0").agent.system_prompt).toBe("changed");
    expect(folder.load("a29").agent.system_prompt).toBe("prompt 29");
  });

  it("reads an agent anew on another day, for its memory", async () => {
    const root = await emptyFolder();
    await write(root, "a", "x");
    await mkdir(join(root, "a", "memory"));
    await writeFile(join(root, "a", "memory", "2026-03-02.md"), "Monday");
    let today = "2026-03-01";
    const folder = new AgentFolder({
      ...OPTIONS,
      root,
      days: () => ({ today, yesterday: "2026-01-01" }),
    });

    expect(folder.load("a").agent.system_prompt).toBe("x");
    today = "2026-03-02";
    expect(folder.load("a").agent.system_prompt).toContain("Monday");
  });

  it("follows no link out of an agent's folder, and reads no pipe or folder as a file", async () => {
    const [root, other] = [await emptyFolder(), await emptyFolder()];
    await write(root, "a", "x");
    await writeFile(join(other, "secret.md"), "secret");
    await symlink(join(other, "secret.md"), join(root, "a", "SOUL.md"));
    await write(root, "b", "x");
    await mkdir(join(root, "b", "SOUL.md"));
    const folder = new AgentFolder({ ...OPTIONS, root });

    expect(() => folder.load("a")).toThrow(/SOUL\.md: It is a link/);
    expect(() => folder.load("b")).toThrow(/SOUL\.md: It is no file/);
    expect(folder.broken().map(({ id, isKept }) => [id, isKept])).toEqual([
      ["a", false],
      ["b", false],
    ]);
  });
});

describe("a watched folder of agents", () => {
  it("keeps the last good version of a broken edit and takes the next good one", async () => {
    const root = await emptyFolder();
    await write(root, "a", "one");
    const folder = new AgentFolder({ ...OPTIONS, root });
    const { until } = watched(folder);
    const prompt = (): string => folder.load("a").agent.system_prompt;
    expect(prompt()).toBe("one");

    await writeFile(join(root, "a", "agent.yaml"), "name: a\nsystem_prompt: two\ncolour: red\n");
    await until(() => folder.broken().length === 1);

    expect(prompt()).toBe("one");
    expect(folder.broken()).toMatchObject([
      { id: "a", isKept: true, problems: [{ file: "agent.yaml", line: 3, field: "colour" }] },
    ]);

    await write(root, "a", "three");
    await until(() => prompt() === "three");
    expect(folder.broken()).toEqual([]);
  });

  it("sees agents come and go, and what stands beside them change", async () => {
    const root = await emptyFolder();
    await write(root, "a", "one");
    const folder = new AgentFolder({ ...OPTIONS, root });
    const { until } = watched(folder);
    folder.load("a");

    await write(root, "b", "new");
    await writeFile(join(root, "AGENTS.md"), "For all");
    await until(() => folder.has("b") && folder.load("a").agent.system_prompt.includes("For all"));
    await rm(join(root, "a"), { recursive: true });
    await until(() => !folder.has("a"));

    expect(folder.ids()).toEqual(["b"]);
    expect(folder.load("b").agent.system_prompt).toBe("new\n\n[FILE: AGENTS.md]\nFor all");
  });

  it("takes a thousand files that change at once", async () => {
    const root = await emptyFolder();
    const ids = Array.from({ length: 1_000 }, (_each, index) => `a${index}`);
    await Promise.all(ids.map((id) => write(root, id, "before")));
    const folder = new AgentFolder({ ...OPTIONS, root, cacheSize: 1_000 });
    const { until } = watched(folder);
    for (const id of ids) folder.load(id);

    await Promise.all(ids.map((id) => write(root, id, "after")));
    await until(() => ids.every((id) => folder.load(id).agent.system_prompt === "after"));

    expect(folder.broken()).toEqual([]);
  }, 120_000);

  it("leaves a run its agent and gives the next turn the edited one", async () => {
    const root = await emptyFolder();
    await write(root, "a", "one");
    const folder = new AgentFolder({ ...OPTIONS, root });
    const { until } = watched(folder);
    const runtime = await testRuntime({
      sources: { sources: [folder] },
      passes:
        "[{ steps: [{ calls: [{ tool: write, arguments: { path: x } }] }] }, { steps: [{ text: Done }] }]",
    });
    const first = await runtime.submit("Go", { options: { agent: "a" } });
    await runtime.reaches(first.run_id, ({ status }) => status === "waiting_permission");

    await write(root, "a", "two");
    await until(() => folder.load("a").agent.system_prompt === "two");
    const second = await runtime.submit("Go", { options: { agent: "a" } });
    const runs = await Promise.all(
      [first, second].map(({ run_id }) =>
        runtime.reaches(run_id, ({ status }) => status === "waiting_permission"),
      ),
    );

    expect(runs.map(({ system_prompt }) => system_prompt)).toEqual(["one", "two"]);
  });
});

describe("PushedAgents", () => {
  it("keeps agents over restarts, whole or not at all", async () => {
    const root = await emptyFolder();
    const pushed = await PushedAgents.open({ ...OPTIONS, root });
    await pushed.put("a", filesOf("a", "one").set("notes/x.md", new Uint8Array([65])));
    await pushed.put("a", filesOf("a", "two"));
    const unfit = filesOf("a", "three").set("../b.md", new Uint8Array());
    await expect(pushed.put("a", unfit)).rejects.toThrow(AgentFileError);
    await expect(pushed.put("a", filesOf("b", "other name"))).rejects.toThrow(/alike/);

    const later = await PushedAgents.open({ ...OPTIONS, root });

    expect(later.load("a").agent.system_prompt).toBe("two");
    expect(await readdir(join(root, "a"))).toEqual(["agent.yaml"]);
    expect(await readdir(root)).toEqual(["a"]);
    expect(await later.remove("a")).toBe(true);
    expect(await later.remove("a")).toBe(false);
    expect(await readdir(root)).toEqual([]);
  });

  it("undoes what a crash left half done", async () => {
    const root = await emptyFolder();
    const pushed = await PushedAgents.open({ ...OPTIONS, root });
    await pushed.put("a", filesOf("a", "one"));
    await pushed.put("b", filesOf("b", "one"));
    await rename(join(root, "a"), join(root, ".former-a"));
    await write(root, ".next-a", "half");
    await write(root, ".former-b", "older");

    const later = await PushedAgents.open({ ...OPTIONS, root });

    expect(later.ids().toSorted()).toEqual(["a", "b"]);
    expect(later.load("a").agent.system_prompt).toBe("one");
    expect((await readdir(root)).toSorted()).toEqual(["a", "b"]);
  });

  it("takes the place of no agent of the operator", async () => {
    const [root, own] = [await emptyFolder(), await emptyFolder()];
    await write(own, "mine", "x");
    const pushed = await PushedAgents.open({ ...OPTIONS, title: "pushed", root });
    const folder = new AgentFolder({ ...OPTIONS, root: own });
    const registry = new AgentRegistry([], { sources: [folder, pushed], pushed });

    await registry.put("a", filesOf("a", "one"));

    expect(registry.ids()).toEqual(["guide", "mine", "a"]);
    expect(registry.origin("a")?.source).toBe("pushed");
    await expect(registry.put("mine", filesOf("mine", "y"))).rejects.toThrow(TakenAgentError);
    await expect(registry.put("guide", filesOf("guide", "y"))).rejects.toThrow(/uar\.yaml/);
    await expect(registry.remove("mine")).rejects.toThrow(/the folder/);
    expect(() => registry.resolve("gone")).toThrow(UnknownAgentError);
  });
});
