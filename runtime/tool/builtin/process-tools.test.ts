import { randomUUID } from "node:crypto";
import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";

import type { EventOf } from "#runtime/event/catalogue.ts";
import { findSandbox } from "#runtime/process/node-sandbox.ts";
import { RunningProcesses } from "#runtime/process/running-processes.ts";
import { processesWith } from "#runtime/process/testing/processes-with.ts";
import { systemClock, systemIds } from "#runtime/system-services.ts";
import type { Tool, ToolFact } from "#runtime/tool/tool.ts";
import { runProcess } from "./node-run-process.ts";
import { openWorkspace } from "./node-workspace.ts";
import { cliTool, runCode, type RunProcess, shell } from "./process-tools.ts";
import { runTool } from "./testing/run-tool.ts";

const MEGABYTE = 1024 * 1024;
const LIMITS = {
  wall_ms: 20_000,
  memory_bytes: 256 * MEGABYTE,
  output_bytes: MEGABYTE,
  processes: 24,
  scratch_bytes: 4 * MEGABYTE,
};

const found = await findSandbox(LIMITS, systemClock);
const missing = "unavailable" in found ? `, which is not tried here: ${found.unavailable}` : "";

describe.skipIf("unavailable" in found)(`the sandbox${missing}`, { timeout: 60_000 }, () => {
  let root: string;
  let facts: ToolFact[];
  let processes: RunningProcesses;
  let tools: readonly Tool[];

  beforeEach(() => {
    if ("unavailable" in found) throw new Error(found.unavailable);
    root = realpathSync(mkdtempSync(join(tmpdir(), "uar-sandbox-")));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    facts = [];
    processes = new RunningProcesses();
    const view = { workspace: root, read_roots: [] };
    const services = { sandbox: found, view, processes, clock: systemClock, ids: systemIds() };
    const run: RunProcess = (ask, context) => runProcess(ask, services, context);
    const basename = {
      name: "basename",
      command: ["/usr/bin/basename", "-a"] as const,
      readme: "Last names of paths",
      options: false,
    };
    tools = [
      shell(run, LIMITS.wall_ms),
      runCode(run, LIMITS.wall_ms),
      cliTool(basename, run, LIMITS.wall_ms),
    ];
  });

  const record = (fact: ToolFact) => {
    facts.push(fact);
  };
  const sh = async (command: string, more: object = {}, signal?: AbortSignal) =>
    (
      await runTool(
        tools,
        "shell",
        { command, ...more },
        { record, ...(signal !== undefined && { signal }) },
      )
    ).content;
  const types = () => facts.map(({ type }) => type);

  it("runs a command in the workspace and tells all that becomes of it", async () => {
    const said = await sh("echo hello > note; cat note; exit 3");

    expect(said).toBe("hello\n\n[Exit code 3]");
    expect(readFileSync(join(root, "note"), "utf8")).toBe("hello\n");
    expect(types()).toEqual([
      "sandbox.applied",
      "process.started",
      "process.output",
      "process.completed",
    ]);
    expect(facts[0]?.payload).toMatchObject({ network: "none", mode: "workspace_write" });
  });

  it("runs code in bash, and in Python where the machine has it", async () => {
    const bash = { language: "bash", code: "echo $((6 * 7))" };

    expect((await runTool(tools, "run_code", bash)).content).toBe("42");
    const python = { language: "python", code: "print(6 * 7)", stdin: "unused" };
    expect((await runTool(tools, "run_code", python)).content).toMatch(/^42$|127\]$/);
  });

  it("S17: a secret of the server is not read: no file, no environment, no process", async () => {
    const secret = `secret-${randomUUID()}`;
    const place = join(tmpdir(), secret);
    writeFileSync(place, secret);
    vi.stubEnv("UAR_TEST_SECRET", secret);
    onTestFinished(() => {
      rmSync(place);
      vi.unstubAllEnvs();
    });

    const said = await sh(
      `cat ${place} /root/* /home/*/* /etc/shadow /etc/passwd; env; cat /proc/[0-9]*/environ; ls /proc/${process.pid}`,
    );

    expect(said).toContain("No such file");
    expect(said.replaceAll(`'${place}'`, "").replaceAll(`${place}:`, "")).not.toContain(secret);
    expect(said).not.toContain("root:x");
  });

  it("S17: there is no network, not even to this machine", async () => {
    let seen = 0;
    const server = createServer(() => {
      seen += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.close();
    });
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;

    const said = await sh(
      `for to in 127.0.0.1/${port} 1.1.1.1/53 169.254.169.254/80; do (: < /dev/tcp/$to) && echo reached; done`,
    );

    expect(said).not.toContain("reached");
    expect(said).toMatch(/refused|unreachable/i);
    expect(seen).toBe(0);
  });

  it("S17: a fork bomb is bounded, ends with the call and is told of", async () => {
    const mark = `bomb${randomUUID()}`;
    const bomb = `: ${mark}; b() { b | b & b; }; b`;

    await sh(bomb, { timeout_seconds: 2 });

    expect(processesWith(mark)).toEqual([]);
    const refused = facts.filter(({ type }) => type === "sandbox.violation");
    expect(refused.map(({ payload }) => payload)).toContainEqual(
      expect.objectContaining({ target: expect.stringMatching(/processes|wall time/) }),
    );
    expect(types().at(-1)).toMatch(/^process\.(terminated|completed|failed)$/);
  });

  it("S17: 10 GB of output end at the bound", async () => {
    const said = await sh("head -c 10G /dev/zero | tr '\\0' x");
    const live = facts.filter((fact) => fact.type === "process.output");

    expect(said).toContain(`[Ended: It had more than ${MEGABYTE} bytes of output]`);
    expect(said.length).toBeLessThan(MEGABYTE + 200);
    expect(live.reduce((sum, { payload }) => sum + payload.text.length, 0)).toBeLessThanOrEqual(
      64 * 1024,
    );
    expect(types().slice(-2)).toEqual(["sandbox.violation", "process.terminated"]);
  });

  it("S17: a link out of the workspace leads nowhere, inside and for the tools outside", async () => {
    const said = await sh("ln -s /etc/hostname link; ln -s / all; cat link; ls all/root");
    const workspace = await openWorkspace(root);

    expect(said).toContain("No such file");
    await expect(workspace.read("link", 0, 4_096)).rejects.toMatchObject({ code: "INVALID_PATH" });
    await expect(workspace.list("all/root")).rejects.toMatchObject({ code: "INVALID_PATH" });
  });

  it("S17: no further namespace of accounts, and no capability in this one", async () => {
    const said = await sh("unshare -U true && echo nested; grep Cap /proc/self/status; id -u");

    expect(said).not.toContain("nested");
    expect([...said.matchAll(/Cap\w+:\s+(\w+)/g)].map(([, bits]) => bits)).toEqual(
      Array.from({ length: 5 }, () => "0".repeat(16)),
    );
    expect(said).toContain("65534");
  });

  it("S17: neither the system nor the settings of the kernel can be written", async () => {
    const places = "/ /usr/bin /dev /proc/sys/kernel/core_pattern /proc/sys/kernel/hostname";
    const said = await sh(
      `for at in ${places}; do [ -w $at ] && echo "may write $at"; done; find /proc -maxdepth 2 -type f -writable -not -path '/proc/[0-9]*' -exec test -f {} \\; -print 2>/dev/null`,
    );

    expect(said).toMatch(/^\[(No output|Exit code \d+)\]$/);
  });

  it("S17: nothing survives a cancel, however it tries", async () => {
    const mark = `stays${randomUUID()}`;
    const stop = new AbortController();
    const command = `: ${mark}; trap '' TERM HUP INT; for i in 1 2 3; do setsid sh -c 'trap "" TERM; sleep 987; : ${mark}' & done; echo ready; sleep 987`;
    const call = sh(command, {}, stop.signal);
    await vi.waitFor(() => expect(types()).toContain("process.output"), { timeout: 15_000 });
    expect(processesWith(mark).length).toBeGreaterThan(3);

    stop.abort(new Error("The call was stopped"));

    await expect(call).rejects.toThrow("The call was stopped");
    expect(processesWith(mark)).toEqual([]);
    expect(types().at(-1)).toBe("process.terminated");
  });

  it("bounds memory, scratch space and time", async () => {
    const scratch = await sh(
      "head -c 64M /dev/zero > /tmp/a || head -c 64M /dev/zero > /dev/shm/a",
    );
    const memory = await sh("x=$(head -c 900M /dev/zero | tr '\\0' x); echo ${#x}");
    const late = await sh("sleep 30", { timeout_seconds: 1 });

    expect(scratch).toMatch(/No space left|File too large|File size limit/);
    expect(memory).not.toContain("943718400");
    expect(late).toBe("[Ended: It had more than 1000 ms of wall time]");
  });

  it("takes what a person writes to it while it runs, and tells of it", async () => {
    const call = sh("echo name?; read name; echo Hello $name", { interactive: true });
    const running = await started();
    expect(running.takesInput).toBe(true);

    running.write("Ada\n", true);

    expect(await call).toBe("name?\nHello Ada");
    expect(facts).toContainEqual(
      expect.objectContaining({
        type: "process.input",
        payload: expect.objectContaining({ text: "Ada\n" }),
      }),
    );
    expect(processes.get(running.process_id)).toBeUndefined();
  });

  it("lets a command end in its own way when a person ends it, and gives what it said", async () => {
    const call = sh("trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done");
    await vi.waitFor(() => expect(types()).toContain("process.output"), { timeout: 15_000 });

    (await started()).terminate("Enough");

    expect(await call).toMatch(/^ready\n[^]*bye\n\n\[Ended: Enough\]$/);
    expect(facts.at(-1)).toMatchObject({
      type: "process.terminated",
      payload: { reason: "Enough", requested_by: "person" },
    });
  });

  it("says of a command that a signal from elsewhere ends that it failed", async () => {
    const mark = `killed${randomUUID()}`;
    const call = sh(`: ${mark}; echo ready; sleep 987; :`);
    await vi.waitFor(() => expect(types()).toContain("process.output"), { timeout: 15_000 });

    const [outermost = ""] = processesWith(mark);

    process.kill(Number.parseInt(outermost, 10), "SIGKILL");

    await call;
    expect(processesWith(mark)).toEqual([]);
    const payload = { error: { code: "signal" } };
    expect(facts.at(-1)).toMatchObject({ type: "process.failed", payload });
  });

  it.each([["--upload-pack=touch pwned"], ["$(touch pwned)"], ["; touch pwned"], ["--help"]])(
    "S20: the word %j of a model is a word, no option and no command",
    async (word) => {
      const { content } = await runTool(tools, "basename", { args: [word] }, { record });

      expect(content).toBe(word);
      expect(readdirSync(root)).toEqual([]);
    },
  );

  async function started() {
    return vi.waitFor(
      () => {
        const fact = facts.find(
          (one): one is Extract<ToolFact, Pick<EventOf<"process.started">, "type">> =>
            one.type === "process.started",
        );
        const running = processes.get(fact?.payload.process_id ?? "");
        if (running === undefined) throw new Error("It does not run yet");
        return running;
      },
      { timeout: 15_000 },
    );
  }
});

it("without bubblewrap there is no sandbox, and it says what to do", async () => {
  expect(await findSandbox(LIMITS, systemClock, "")).toEqual({
    unavailable: expect.stringContaining("install"),
  });
});
