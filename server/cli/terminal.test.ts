import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";

import { serveApp, type TestServer } from "#server/security/test-server.ts";
import { testApp } from "#server/test-app.ts";
import { startServer } from "#server/testing/server-process.ts";

/** Whole processes start: on a busy machine that takes its time. */
vi.setConfig({ testTimeout: 60_000 });

const MAIN = join(import.meta.dirname, "..", "main.ts");

/** A call that asks, and what is said of its end. */
const PASSES = `
- steps:
    - text: "One moment. "
    - calls: [{ tool: write, arguments: { path: "notes\\u001B[2J.md" } }]
- steps:
    - { text: "It is written.", when: tools_succeeded }
    - { text: "It is not written.", when: tools_failed }
`;

const WRITTEN = "One moment. \n\nIt is written.";

let app: Awaited<ReturnType<typeof testApp>>;
let server: TestServer;
beforeAll(async () => {
  app = await testApp({ passes: PASSES });
  server = await serveApp(app.app);
});
afterAll(() => server.close());

interface Spoken {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

async function uar(args: readonly string[], { stdin = "", env = {} }: Spoken = {}) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: tmpdir(),
    env: { PATH: process.env["PATH"], UAR_TOKEN: app.token, ...env },
  });
  child.stdin.end(stdin);
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

const there = (): readonly string[] => ["--url", server.origin];

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "uar-cli-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

describe("uar run", () => {
  it("prints the answer alone, and tells on standard error what the agent did for it", async () => {
    const { code, stdout, stderr } = await uar(["run", "Write it", "--yes", ...there()]);

    expect({ code, stdout }).toEqual({ code: 0, stdout: `${WRITTEN}\n` });
    expect(stderr).toContain("◆ write");
    expect(stderr).toContain("✓ write");
  });

  it("prints one JSON document with what the run said, called and took", async () => {
    const { code, stdout } = await uar(["run", "-", "--yes", "--output", "json", ...there()], {
      stdin: "Write it",
    });

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      run_id: expect.stringMatching(/^r_/),
      status: "completed",
      input: "Write it",
      text: WRITTEN,
      tool_calls: [{ name: "write", status: "done" }],
      usage: {},
    });
  });

  it("leaves with 4 where a call waits, and a chat with the session answers it", async () => {
    const asked = await uar(["run", "Write it", "--output", "json", ...there()]);
    const waiting = JSON.parse(asked.stdout) as { session_id: string; status: string };

    const args = ["chat", "--session", waiting.session_id, ...there()];
    const answered = await uar(args, { stdin: "perhaps\nn\n" });

    expect([asked.code, waiting.status]).toEqual([4, "waiting_permission"]);
    expect(asked.stderr).toContain(`uar chat --session ${waiting.session_id}`);
    expect(answered.code).toBe(0);
    expect(answered.stdout).toContain("It is not written.");
  });

  it.each([
    [["run", ""], "prompt is empty"],
    [["run", "Hello", "--output", "xml"], "xml"],
    [["run", "Hello", "--agent", "nobody"], '"nobody"'],
    [["run", "Hello", "--model", "no/such"], "no/such"],
    [["run", "Hello", "--session", "s_none"], "s_none"],
    [["chat", "--session", "s_none"], "s_none"],
  ])("leaves with 2 and names what does not fit: %j", async (args, word) => {
    const { code, stderr } = await uar([...args, ...there()]);

    expect(code).toBe(2);
    expect(stderr).toContain(word);
  });

  it("leaves with 5 where nobody answers", async () => {
    const { code, stderr } = await uar(["run", "Hello", "--url", "http://127.0.0.1:1"]);

    expect(code).toBe(5);
    expect(stderr).toContain("No UAR server answers at http://127.0.0.1:1");
  });

  it("runs in its own process where no server holds the folder, and says with 1 that a run failed", async () => {
    const data = await folder();
    const own = ["--data", data, "--model"];

    const read = await uar(["run", "What is a lane?", ...own, "offline/reader"]);
    const failed = await uar([
      "run",
      "Go",
      ...own,
      "scenario/failure@rate=100000",
      "--output",
      "json",
    ]);

    expect(read.code).toBe(0);
    expect(read.stdout).toContain("lanes.md");
    expect(failed.code).toBe(1);
    expect(JSON.parse(failed.stdout)).toMatchObject({ status: "failed", error: {} });
    expect(await readdir(join(data, "sessions"))).toHaveLength(2);
  });

  it("leaves a call that waits in its own process, and a chat there answers it and says how to go on", async () => {
    const own = ["--data", await folder()];
    const model = ["--model", "scenario/approval@rate=100000"];

    const asked = await uar(["run", "Go", "--output", "json", ...model, ...own]);
    const { session_id } = JSON.parse(asked.stdout) as { session_id: string };
    const answered = await uar(["chat", "--session", session_id, ...own], { stdin: "n\n" });

    const onward = `uar chat --session ${session_id} ${own.join(" ")}`;
    expect([asked.code, answered.code]).toEqual([4, 0]);
    expect(asked.stderr).toContain(onward);
    expect(answered.stdout).toMatch(/\? workspace__write_note [^]*The note was not saved/);
    expect(answered.stdout).toContain(onward);
  });

  it("keeps nothing with --no-memory", async () => {
    const data = await folder();

    const { code } = await uar(["run", "Hello", "--no-memory", "--data", data]);

    expect(code).toBe(0);
    expect(await readdir(data)).toEqual([]);
  });

  it("stops the run at the first signal and leaves with 3", async () => {
    const args = ["run", "Go", "--data", await folder(), "--model", "scenario/three-tools"];
    const child = spawn(process.execPath, [MAIN, ...args, "--output", "json"], {
      env: { PATH: process.env["PATH"] },
    });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    const out = text(child.stdout);
    await new Promise((resolve) => child.stderr.once("data", resolve));

    child.kill("SIGINT");

    expect(await ended).toBe(3);
    expect(JSON.parse(await out)).toMatchObject({ status: "cancelled" });
  });
});

describe("uar chat", () => {
  it("talks in one session until the input ends, and asks before a call", async () => {
    const { code, stdout } = await uar(["chat", ...there()], {
      stdin: "First\ny\nSecond \\\nline\nn\n",
    });

    expect(code).toBe(0);
    expect(stdout).toMatch(/One moment\.[^]*\? write [^]*It is written\.[^]*It is not written\./);
    const session = /--session (s_\w+)/.exec(stdout)?.[1] ?? "";
    const thread = await app.runtime.services.threads.find(session);
    const { turns = [] } = (await thread?.state()) ?? {};
    expect(turns.map((turn) => turn.text)).toEqual(["First", "Second \nline"]);
  });

  it("gives the terminal no command that came from a model", async () => {
    const { stdout } = await uar(["chat", ...there()], { stdin: "Go\ny\n" });

    expect(stdout).toContain("notes");
    expect(stdout).not.toContain("\u001B[2J");
  });

  it("says what the server refuses and goes on", async () => {
    const { code, stdout } = await uar(["chat", ...there()], {
      stdin: "/agent nobody\nHello\n/agent\nHello\nn\n",
    });

    expect(stdout).toMatch(/No agent is called "nobody"[^]*It is not written\./);
    expect(code).toBe(0);
  });

  it("leaves a question that the input ends before, to be answered later", async () => {
    const { code, stdout } = await uar(["chat", ...there()], { stdin: "Write it\n" });

    expect(code).toBe(4);
    expect(stdout).toMatch(/uar chat --session s_/);
  });

  it("attaches to the server that holds the data folder", async () => {
    const data = await folder();
    const running = await startServer({ data });

    const { code, stdout, stderr } = await uar(["chat", "--data", data], {
      stdin: "What is a lane?\n",
      env: { UAR_TOKEN: "" },
    });
    await running.end("SIGTERM");

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/At http:\/\/127[^]*lanes\.md/);
    expect(await readdir(data)).not.toContain("server.json");
  });
});

describe("--agent-dir", () => {
  async function tea(): Promise<string> {
    const dir = join(await folder(), "tea");
    await mkdir(dir);
    await writeFile(
      join(dir, "agent.promptl"),
      "---\nmodel: scenario/reasoning\n---\nYou know tea.",
    );
    return dir;
  }

  it("lets the agent of a folder answer uar run and uar chat, in this process (185, 186)", async () => {
    const dir = await tea();
    const own = ["--agent-dir", dir, "--no-memory"];

    const ran = await uar(["run", "Which?", "--output", "json", ...own]);
    const said = await uar(["chat", ...own], { stdin: "Which?\n" });

    expect(JSON.parse(ran.stdout)).toMatchObject({ agent: "tea", status: "completed" });
    expect([ran.code, said.code]).toEqual([0, 0]);
    expect(said.stdout).toContain("59 days");
  });

  it("lists and checks it, and leaves with 2 where it is no agent or a server has its own", async () => {
    const dir = await tea();

    const listed = await uar(["agents", "--data", await folder(), "--agent-dir", dir]);
    const valid = await uar(["validate", "--agent-dir", dir]);
    const none = await uar(["run", "Hi", "--no-memory", "--agent-dir", tmpdir()]);
    const elsewhere = await uar(["run", "Hi", "--agent-dir", dir, ...there()]);

    expect(listed.stdout).toContain("tea\t");
    expect(valid).toMatchObject({ code: 0, stdout: "tea: valid\n" });
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("is no agent") });
    expect(elsewhere).toMatchObject({ code: 2, stderr: expect.stringContaining("leave one out") });
  });

  it("says what to do where a server holds the data folder", async () => {
    const data = await folder();
    await startServer({ data });

    const refused = await uar(["run", "Hi", "--data", data, "--agent-dir", await tea()]);

    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("--no-memory") });
  });
});
