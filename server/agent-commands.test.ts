import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { localTime } from "#runtime/agent/template-variables.ts";
import { systemClock } from "#runtime/system-services.ts";

/** Whole processes start: on a busy machine that takes its time. */
vi.setConfig({ testTimeout: 60_000 });

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "uar-agent-commands-"));
  await mkdir(join(root, "agents", "clerk", "skills", "tidy"), { recursive: true });
  await mkdir(join(root, "agents", "clerk", "memory"));
  const clerk = (path: string, text: string) =>
    writeFile(join(root, "agents", "clerk", path), text);
  await clerk("agent.yaml", "name: clerk\nsystem_prompt: You are clerk.\nversion: 1.2.0\n");
  await clerk("skills/tidy/SKILL.md", "Tidy up.");
  await clerk("memory/2026-01-01.md", "Likes tea");
});
afterAll(() => rm(root, { recursive: true }));

/** What a command printed and the code that it left with. */
async function uar(
  ...args: readonly string[]
): Promise<{ code: number; out: string; err: string }> {
  try {
    const command = ["server/main.ts", ...args];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command);
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    // A command that fails rejects with its output beside it.
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

/** The day that an agent's memory is of. */
function today(): string {
  return localTime(systemClock.now(), Intl.DateTimeFormat().resolvedOptions().timeZone).date;
}

/** All that is written in the files of a folder. */
async function allText(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(({ parentPath, name }) => readFile(join(parentPath, name), "utf8"));
  return (await Promise.all(texts)).join("");
}

describe("uar export and import", () => {
  it("carry an agent with its skills and memory under another name into an empty data folder", async () => {
    const file = join(root, "clerk.tar.gz");
    const from = ["--data", join(root, "one"), "--agents-dir", join(root, "agents")];
    const to = ["--data", join(root, "two")];

    const exported = await uar("export", "--agent", "clerk", "--output", file, ...from);
    const imported = await uar("import", "--file", file, "--name", "porter", ...to);
    const listed = await uar("agents", ...to);

    expect([exported.code, imported.code, listed.code]).toEqual([0, 0, 0]);
    expect(listed.out).toContain("porter\tpushed agents");
    const kept = (path: string) => readFile(join(root, "two/sys/dyn_agents/porter", path), "utf8");
    expect(await kept("agent.yaml")).toContain("name: porter\nsystem_prompt: You are clerk.");
    expect(await kept("skills/tidy/SKILL.md")).toBe("Tidy up.");
    expect(await kept("memory/2026-01-01.md")).toBe("Likes tea");
  });

  it("let the agent answer under its new name, with its skills and its memory", async () => {
    const file = join(root, "baker.tar.gz");
    const from = ["--data", join(root, "five"), "--agents-dir", join(root, "bakery")];
    const to = ["--data", join(root, "six")];
    const baker = (path: string) => join(root, "bakery", "baker", path);
    await mkdir(baker("memory"), { recursive: true });
    await mkdir(baker("skills/tidy"), { recursive: true });
    await writeFile(baker("agent.yaml"), "name: baker\nsystem_prompt: x\nmodel: offline/reader\n");
    await writeFile(baker("skills/tidy/SKILL.md"), "---\nname: tidy\n---\nTidy up.");
    await writeFile(baker(`memory/${today()}.md`), "Likes tea");

    await uar("export", "--agent", "baker", "--output", file, ...from);
    await uar("import", "--file", file, "--name", "porter", ...to);
    const ran = await uar("run", "Please tidy", "--agent", "porter", "--output", "json", ...to);

    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject({ agent: "porter", status: "completed" });
    const log = await allText(join(root, "six", "sessions"));
    expect(log).toMatch(/"system_prompt":"x[^"]*Likes tea/);
    expect(log).toMatch(/"skills":\[\{"id":"tidy"/);
  });

  it("refuse a name that is taken or no name, and a file that is no package", async () => {
    const file = join(root, "not.tar.gz");
    await writeFile(file, "hello");

    const none = await uar("export", "--agent", "nobody", "--output", file, "--data", root);
    const broken = await uar("import", "--file", file, "--data", root);

    expect([none.code, broken.code]).toEqual([1, 1]);
    expect(none.err).toContain('"nobody"');
    expect(broken.err).toContain("no .tar.gz");
  });
});

describe("uar validate", () => {
  it("reads prompts as agents, with those that they call", async () => {
    const bad = join(root, "tea");
    await mkdir(bad);
    await writeFile(join(bad, "agent.promptl"), "---\nagents: [writer]\n---\nYou know tea.");
    await writeFile(join(bad, "writer.promptl"), "Write of {{ topic }}.");

    const refused = await uar("validate", bad);

    expect(refused.code).toBe(1);
    expect(refused.err).toContain("writer.promptl:1: topic: Nothing gives the variable topic");
  });

  it("leaves with 0 for good agents, and with 1 where it names file, line, field and fix", async () => {
    const good = await uar("validate", join(root, "agents"));
    const bad = join(root, "bad");
    await mkdir(bad);
    await writeFile(join(bad, "agent.yaml"), "name: bad\nsystem_prompt: x\ncolour: red\n");

    const refused = await uar("validate", bad);

    expect(good).toMatchObject({ code: 0, out: "clerk: valid\n" });
    expect(refused.code).toBe(1);
    expect(refused.err).toBe(
      "bad/agent.yaml:3: colour: There is no such field; remove it, or correct its spelling\n",
    );
  });

  it("finds the example agents good", async () => {
    expect(await uar("validate", "examples/agents")).toMatchObject({ code: 0, err: "" });
  });
});

describe("uar export and import of Open Agent Spec", () => {
  it("138: carry an agent as a component, and print what does not map", async () => {
    const file = join(root, "clerk.yaml");
    const from = ["--data", join(root, "three"), "--agents-dir", join(root, "agents")];
    const to = ["--data", join(root, "four"), "--format", "open-agent-spec"];

    const asked = ["--agent", "clerk", "--output", file, "--format", "open-agent-spec"];

    const out = await uar("export", ...from, ...asked);
    const back = await uar("import", ...to, "--file", file, "--name", "scribe");
    const listed = await uar("agents", "--data", join(root, "four"));

    expect(await readFile(file, "utf8")).toMatch(/^component_type: Agent$/m);
    expect(out.out).toMatch(/skills: it stands in the metadata only/);
    expect(back.out).toMatch(/^Imported scribe: 3 files/);
    expect(listed.out).toContain("scribe\tpushed agents");
  });

  it("138: refuse what is no agent, with the reason", async () => {
    const file = join(root, "flow.json");
    await writeFile(file, '{"component_type": "Flow"}');

    const asked = ["--data", join(root, "five"), "--format", "open-agent-spec"];

    const { code, err } = await uar("import", ...asked, "--file", file);

    expect(code).not.toBe(0);
    expect(err).toContain("only Agent can be run here");
  });
});
