import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";

import { Config, loadConfig } from "./config.ts";
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

describe("loadConfig()", () => {
  it("takes an empty file as all defaults", async () => {
    expect(await configOf("")).toMatchObject({ examples: true, agents: [], mcpServers: {} });
  });

  it.each([
    ["colour: red", "colour"],
    ["agents: [{ id: A B }]", "agents"],
    ["permissions: { mode: yolo }", "mode"],
    ["a: &a [1]\nb: *a", "Alias"],
    ["a: [", "not YAML"],
    ["mcpServers: { x: { args: [] } }", "command"],
  ])("refuses %j and says where", async (text, word) => {
    await expect(configOf(text)).rejects.toThrow(word);
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
    const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];

    expect(Config.parse(parse(yaml)).agents[0]?.id).toBe("reviewer");
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
