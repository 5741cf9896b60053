import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";

import { RunningProcesses } from "#runtime/process/running-processes.ts";
import { builtinTools } from "./builtin-tools.ts";
import { evaluatePermission, NOTHING_YET } from "#runtime/permission/evaluate.ts";
import { rulesInMemory } from "#runtime/permission/remembered-rules.ts";
import { permissionsOf } from "./permissions.ts";
import { Config } from "./config.ts";

let folder: string;
let data: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "uar-builtin-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  data = join(folder, "data");
  mkdirSync(data);
});

const mounted = async (tools: object) => {
  const options = { data, config: join(folder, "uar.yaml") };
  return (await builtinTools(options, Config.parse({ tools }), new RunningProcesses())).tools;
};

it("builtin tools are off unless the configuration names them", async () => {
  expect(await mounted({})).toEqual([]);
  const some = await mounted({ builtin: ["read_file", "write_file"] });

  expect(some.map(({ name }) => name)).toEqual(["read_file", "write_file"]);
  await some[1]?.run(
    { path: "a.md", content: "kept" },
    {
      signal: new AbortController().signal,
      idempotency_key: "k",
      progress: () => {},
      record: () => {},
    },
  );
  expect(some[1]?.source).toBe("native");
});

it("programs of agents are tools only where the configuration says so and a sandbox is there", async () => {
  const options = { data, config: join(folder, "uar.yaml") };
  const mount = (tools: object) =>
    builtinTools(options, Config.parse({ tools }), new RunningProcesses());
  const jq = { name: "jq", description: "Reads JSON", command: ["jq"] };

  const without = await mount({ cli: [] });
  const { programs, absent } = await mount({ agent_cli: true });

  expect(without.programs).toBeUndefined();
  const offered = programs?.([jq]).map(({ name }) => name) ?? [];
  expect([...offered, ...absent.map(({ name }) => name)]).toHaveLength(1);
});

it("a tool that lacks what it needs is absent, and the reason says what that is", async () => {
  const options = { data, config: join(folder, "uar.yaml") };
  const tools = { builtin: ["web_search", "web_fetch"] };
  const mount = (more: object) =>
    builtinTools(options, Config.parse({ tools: { ...tools, ...more } }), new RunningProcesses());

  const without = await mount({});
  const withService = await mount({ search: { url: "http://127.0.0.1:8888" } });

  expect(without.tools.map(({ name }) => name)).toEqual(["web_fetch"]);
  expect(without.absent).toEqual([
    { name: "web_search", reason: expect.stringContaining("tools.search.url") },
  ]);
  expect(withService.tools.map(({ name }) => name)).toEqual(["web_fetch", "web_search"]);
});

it.each([
  ["delete_file", { path: "a" }, "ask"],
  ["write_file", { path: "a", content: "", overwrite: true }, "ask"],
  ["write_file", { path: "a", content: "" }, "allow"],
  ["batch_files", { operations: [{ op: "delete", path: "a" }] }, "ask"],
  ["batch_files", { operations: [{ op: "list" }] }, "allow"],
])("%s with %j is judged by itself, though the mode allows all", async (name, args, verdict) => {
  const config = Config.parse({
    tools: { builtin: ["delete_file", "write_file", "batch_files"] },
    permissions: { mode: "bypass" },
  });
  const { policy } = permissionsOf(config, { cautions: () => [] }, rulesInMemory());
  const tool = (await mounted(config.tools)).find((one) => one.name === name);

  const answer = tool && evaluatePermission(tool, args, policy(), NOTHING_YET);

  expect(answer?.verdict).toBe(verdict);
});

it("an unknown builtin tool is an error of the configuration", () => {
  expect(Config.safeParse({ tools: { builtin: ["read_everything"] } }).success).toBe(false);
});

it.each([
  ["the data folder", "."],
  ["the data folder itself", "data"],
])("a workspace that holds %s is refused with the reason", async (_, place) => {
  const tools = { builtin: ["read_file"], workspace: join(folder, place) };

  await expect(mounted(tools)).rejects.toThrow("name a folder beside them");
});

it("133: without bubblewrap the scripts of skills are off, and the reason says so", async () => {
  vi.stubEnv("PATH", folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const options = { data, config: join(folder, "uar.yaml") };
  const config = Config.parse({ tools: { builtin: ["run_skill_script"] } });

  const { scripts, absent } = await builtinTools(options, config, new RunningProcesses());

  expect(scripts).toBeUndefined();
  expect(absent).toEqual([
    { name: "run_skill_script", reason: expect.stringContaining("the sandbox needs") },
  ]);
});
