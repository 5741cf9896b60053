import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { describe, expect, it, onTestFinished } from "vitest";

import { Config, loadConfig } from "./config.ts";
import { fileOptions } from "./file-settings.ts";
import { serveOptions } from "./serve-options.ts";

async function configOf(text: string): Promise<Config> {
  const folder = await mkdtemp(join(tmpdir(), "uar-config-"));
  const file = join(folder, "uar.yaml");
  await writeFile(file, text);
  try {
    return await loadConfig(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const PLUTO = `
data_dir: ./.pluto
server: { host: 127.0.0.1, http: { port: 8080, read_timeout: 30s, write_timeout: 2m } }
services:
  session: { backend: filesystem, path: ./.pluto/sessions/ }
  memory: { backend: filesystem, path: ./.pluto/memory/ }
  artifacts: { backend: filesystem, path: ./.pluto/artifacts/ }
agents:
  static: { path: ./.pluto/agents, watch: false }
  dynamic: { path: ./.pluto/sys/dyn_agents }
  lazy_load: false
  cache_size: 7
admin: { token: secret }
gateway: { enabled: true, providers: { web: true, cli: true } }
`;

describe("loadConfig()", () => {
  it("takes an empty file as all defaults", async () => {
    expect(await configOf("")).toMatchObject({
      examples: true,
      agents: { inline: [] },
      mcpServers: {},
    });
  });

  it.each([
    ["colour: red", "colour"],
    ["agents: [{ id: A B }]", "agents"],
    ["permissions: { mode: yolo }", "mode"],
    ["a: &a [1]\nb: *a", "alias"],
    ["a: [", "not YAML"],
    ["mcpServers: { x: { args: [] } }", "command"],
  ])("refuses %j and says where", async (text, word) => {
    await expect(configOf(text)).rejects.toThrow(word);
  });

  it.each([
    ["examples: no\ncolour: red", ":2: colour: There is no such field; remove it"],
    ["agents:\n  lazy_lode: true", ":2: agents.lazy_lode: There is no such field"],
    ["agents:\n  - id: A B\n    system_prompt: x", ":2: agents.0.id: "],
    ["server:\n  port: 80000", ":2: server.port: "],
    ["server: { read_timeout: soon }", ":1: server.read_timeout: It is no time"],
    ["server: { write_timeout: 1s }", ":1: server.write_timeout: Streams are silent"],
    ["services:\n  memory: { backend: mem0 }", ":2: services.memory.backend: Only filesystem"],
    ["services:\n  memory: { path: ./else }", ":2: services.memory.path: It is kept in the data"],
    ["gateway:\n  providers: { telegram: { token: x } }", ":2: gateway.providers.telegram: Tele"],
  ])("names file, line, field and fix of %j", async (text, words) => {
    await expect(configOf(text)).rejects.toThrow(`uar.yaml${words}`);
    await expect(configOf(text)).rejects.toThrow(/; \w/);
  });

  it("takes what pluto.yaml says (187)", async () => {
    const config = await configOf(PLUTO);

    expect(config.agents).toMatchObject({ lazy_load: false, cache_size: 7 });
    expect(fileOptions(config)).toEqual({
      host: "127.0.0.1",
      port: 8080,
      data: "./.pluto",
      agents: "./.pluto/agents",
      pushed: "./.pluto/sys/dyn_agents",
      watch: "false",
      admin_token: "secret",
      read_timeout_ms: 30_000,
      write_timeout_ms: 120_000,
    });
  });

  it("looks for uar.yaml, then for pluto.yaml", async () => {
    const folder = await mkdtemp(join(tmpdir(), "uar-config-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "pluto.yaml"), "data_dir: ./pluto");
    expect(await loadConfig(undefined, folder)).toMatchObject({ data_dir: "./pluto" });

    await writeFile(join(folder, "uar.yaml"), "data_dir: ./uar");
    expect(await loadConfig(undefined, folder)).toMatchObject({ data_dir: "./uar" });
  });

  it("refuses a named file that is not there", async () => {
    await expect(loadConfig("/nowhere/uar.yaml")).rejects.toThrow("/nowhere/uar.yaml");
  });
});

describe("serveOptions()", () => {
  it("lets a flag win over its variable", () => {
    const options = serveOptions({ port: "1" }, { UAR_PORT: "2", UAR_DATA: "elsewhere" });

    expect(options).toMatchObject({ port: 1, data: "elsewhere", host: "127.0.0.1", cold: false });
  });

  it.each([
    [{ host: "0.0.0.0" }, "0.0.0.0"],
    [{ host: "192.168.1.2" }, "192.168.1.2"],
    [{ port: "70000" }, "port"],
    [{ port: "eighty" }, "port"],
  ])("refuses %j", (flags, word) => {
    expect(() => serveOptions(flags, {})).toThrow(word);
  });
});

describe("the README", () => {
  it("shows a configuration that works", async () => {
    const readme = await readFile("README.md", "utf8");
    const samples = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)];
    const configs = samples.map(([, yaml = ""]) => Config.parse(parse(yaml)));

    expect(configs.map(({ agents }) => agents.inline[0]?.id)).toContain("reviewer");
  });

  it("names the defaults that the code has", async () => {
    const readme = await readFile("README.md", "utf8");
    const { host, port, data } = serveOptions({}, {});

    for (const value of [host, port, data]) expect(readme).toContain(`\`${value}\``);
  });

  it("draws a map of folders that are there", async () => {
    const readme = await readFile("README.md", "utf8");
    const [, map = ""] = /## The house\n\n```\n([\s\S]*?)```/.exec(readme) ?? [];
    const folders: string[] = [];
    let room = "";
    for (const line of map.trimEnd().split("\n")) {
      const name = /^ *([\w-]+)\//.exec(line)?.[1] ?? "";
      if (!line.startsWith(" ")) room = name;
      const folder = line.startsWith(" ") ? join(room, name) : name;
      folders.push(folder);
    }

    expect(folders.length).toBeGreaterThan(15);
    for (const folder of folders) expect((await stat(folder)).isDirectory()).toBe(true);
  });
});
