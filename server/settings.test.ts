import { readFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";

import { openAgents } from "./agent-folders.ts";
import { serverLimits } from "./security/limits.ts";
import { readSettings } from "./settings.ts";

const SILENT = { error: () => {} };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "uar-settings-"));
  onTestFinished(() => rm(folder, { recursive: true }));
});

async function settingsOf(text: string, flags: object = {}, env: object = {}) {
  const file = join(folder, "uar.yaml");
  await writeFile(file, text);
  return readSettings({ config: file, ...flags }, { ...env });
}

it.each([
  ["port", "server: { port: 1 }", "UAR_PORT", "2", "port", "3", [1, 2, 3]],
  ["host", "server: { host: localhost }", "UAR_HOST", "127.0.0.1", "host", "::1", null],
  ["data", "data_dir: one", "UAR_DATA", "two", "data", "three", null],
  ["agents", "agents_dir: one", "UAR_AGENTS_DIR", "two", "agentsDir", "three", null],
  [
    "watch",
    "agents: { static: { watch: false } }",
    "UAR_WATCH",
    "yes",
    "watch",
    "no",
    [false, true, false],
  ],
  ["admin_token", "admin: { token: one }", "UAR_ADMIN_TOKEN", "two", "adminToken", "three", null],
] as const)(
  "a flag wins over its variable, a variable over the file: %s",
  async (option, file, variable, inEnv, flag, inFlag, values) => {
    const alone = await settingsOf(file);
    const varied = await settingsOf(file, {}, { [variable]: inEnv });
    const flagged = await settingsOf(file, { [flag]: inFlag }, { [variable]: inEnv });

    const [first, ...more] = values ?? [alone.options[option], inEnv, inFlag];
    expect(first).not.toBe(more[0]);
    expect(alone.options[option]).toBe(first);
    expect([varied.options[option], flagged.options[option]]).toEqual(more);
  },
);

it("refuses a file's address that is not of this machine", async () => {
  await expect(settingsOf("server: { host: 0.0.0.0 }")).rejects.toThrow("0.0.0.0");
});

it("reads agents when they are asked for, or all at the start, and keeps as many as it may", async () => {
  const root = join(folder, "agents");
  for (const id of ["ann", "ben", "bad"]) {
    await mkdir(join(root, id), { recursive: true });
    const prompt = id === "bad" ? "" : "system_prompt: x";
    await writeFile(join(root, id, "agent.yaml"), `name: ${id}\n${prompt}\n`);
  }
  const open = async (more: string) => {
    const places = `data_dir: ${folder}/data\nexamples: false\nagents:\n  static: { path: ${root}, watch: false }\n  ${more}\n`;
    const { options, config } = await settingsOf(places);
    const opened = await openAgents(options, config, SILENT);
    onTestFinished(() => opened.close());
    return opened;
  };

  const lazy = await open("lazy_load: true");
  const eager = await open("lazy_load: false");
  const small = await open("cache_size: 1");

  expect(lazy.agents.broken()).toEqual([]);
  expect(eager.agents.broken()).toMatchObject([{ id: "bad" }]);
  const first = small.agents.find("ann");
  expect(small.agents.find("ann")).toBe(first);
  small.agents.find("ben");
  expect(small.agents.find("ann")).not.toBe(first);
});

it("keeps pushed agents where the file says", async () => {
  const place = join(folder, "dyn");
  const { options, config } = await settingsOf(
    `data_dir: ${folder}/data\nagents: { dynamic: { path: ${place} } }`,
  );
  const opened = await openAgents({ ...options, watch: false }, config, SILENT);
  onTestFinished(() => opened.close());

  const yaml = "name: poet\nsystem_prompt: Rhyme.\n";
  await opened.agents.put("poet", new Map([["agent.yaml", Buffer.from(yaml)]]));

  expect(opened.folders.map(({ root }) => root)).toContain(place);
  expect(await readFile(join(place, "poet", "agent.yaml"), "utf8")).toBe(yaml);
  const again = await openAgents({ ...options, watch: false }, config, SILENT);
  onTestFinished(() => again.close());
  expect(again.agents.resolve("poet").system_prompt).toBe("Rhyme.");
});

it("gives Node a time for headers that fits the one for the request", () => {
  expect(serverLimits(2_000)).toMatchObject({ requestTimeout: 2_000, headersTimeout: 2_000 });
  expect(serverLimits(60_000)).toMatchObject({ requestTimeout: 60_000, headersTimeout: 10_000 });
});
