import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const MAIN = join(import.meta.dirname, "..", "main.ts");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "uar-doctor-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** On a machine that has nothing but Node: no program is on the path, no key is set. */
function doctor(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  return new Promise<{ code: number | string; stdout: string }>((resolve) => {
    const bare = { PATH: folder, OLLAMA_HOST: "http://127.0.0.1:1", ...env };
    execFile(
      process.execPath,
      [MAIN, "doctor", ...args],
      { cwd: folder, env: bare },
      (error, stdout) => {
        resolve({ code: error?.code ?? 0, stdout });
      },
    );
  });
}

describe("uar doctor", () => {
  it("leaves with 0 on a bare machine, and nothing behind", async () => {
    const { code, stdout } = await doctor();

    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok +Node v/m);
    expect(stdout).toMatch(/^ok +Data folder .*\.uar$/m);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ["a model", /^missing +Key or server.*\n.*offline reader.*\n.*OPENAI_API_KEY/m],
    ["bubblewrap", /^missing +bubblewrap.*\n.*outlive it.*\n.*(Install|Run)/m],
    ["a browser", /^missing +Chromium\n.*npm test.*\n.*CHROMIUM_PATH/m],
  ])("names %s that a bare machine lacks, what that costs and what helps", async (_what, lines) => {
    expect((await doctor()).stdout).toMatch(lines);
  });

  it.each([
    [
      "whose key is missing",
      "providers: { openai: {} }, ",
      0,
      /^missing .*openai\/gpt-5\n.*Every/m,
    ],
    ["of no known provider", "", 1, /^broken +Models\n.*does not start.*OPENAI_API_KEY/m],
  ])("names a configured model %s, and what then fails", async (_what, more, left, lines) => {
    const config = join(folder, "models.yaml");
    await writeFile(config, `models: { ${more}default: openai/gpt-5 }`);

    const { code, stdout } = await doctor(["--config", config]);
    await rm(config);

    expect(stdout).toMatch(lines);
    expect(stdout).toContain("OPENAI_API_KEY");
    expect(code).toBe(left);
  });

  it("finds what is there", async () => {
    const { stdout } = await doctor([], { OPENAI_API_KEY: "key", CHROMIUM_PATH: process.execPath });

    expect(stdout).toMatch(/^ok +Model openai\//m);
    expect(stdout).toMatch(/^ok +Chromium /m);
    expect(stdout).not.toContain("offline reader");
  });

  it("names a program that a configured MCP server would be started with", async () => {
    const config = join(folder, "servers.yaml");
    await writeFile(config, "mcpServers: { files: { command: no-such-program } }");

    const { code, stdout } = await doctor(["--config", config]);
    await rm(config);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^missing +MCP server files.*no-such-program/m);
  });

  it("leaves with 1 where no log can be written, or the configuration cannot be read", async () => {
    const config = join(folder, "odd.yaml");
    await writeFile(config, "colour: red");

    const locked = await doctor(["--data", join(MAIN, "logs")]);
    const odd = await doctor(["--config", config]);
    await rm(config);

    expect([locked.code, odd.code]).toEqual([1, 1]);
    expect(locked.stdout).toMatch(/^broken +Data folder .*logs\n.*\n.*--data/m);
    expect(odd.stdout).toMatch(/^broken +Configuration .*odd\.yaml\n[^]*colour/m);
  });
});
