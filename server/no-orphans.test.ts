import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test, vi } from "vitest";

import { processesWith } from "#runtime/process/testing/processes-with.ts";
import { FIXTURES } from "#runtime/tool/testing/fixture-servers.ts";

const MAIN = join(import.meta.dirname, "main.ts");
/** A whole server starts and stops: on a busy machine that takes its time. */
vi.setConfig({ testTimeout: 30_000 });

/** Starts a process that leaves everything behind, then becomes an MCP server that ignores SIGTERM. */
const WRAPPER = `setsid sh -c 'trap : TERM; while :; do sleep 0.2; done' "$0" >/dev/null 2>&1 &
exec "$1" "$2" stubborn "$0"`;

test.each([
  ["SIGTERM", 0],
  ["SIGKILL", null],
] as const)(
  "F21 host-kill9-orphans: after %s no process that the server started is left",
  async (signal, code) => {
    const { server, mark } = await startServer();
    await vi.waitFor(() => expect(processesWith(mark).length).toBeGreaterThan(2), {
      timeout: 20_000,
    });

    server.kill(signal);
    const [exitCode] = await once(server, "exit");

    expect(exitCode).toBe(code);
    await vi.waitFor(() => expect(processesWith(mark)).toEqual([]), { timeout: 20_000 });
  },
);

/** A whole server in a process of its own. All that it starts carries the mark in its arguments. */
async function startServer(): Promise<{ server: ChildProcess; mark: string }> {
  const data = await mkdtemp(join(tmpdir(), "uar-orphans-"));
  const args = ["-c", WRAPPER, data, process.execPath, join(FIXTURES, "hostile-server.ts")];
  const config = join(data, "config.json");
  await writeFile(config, JSON.stringify({ mcpServers: { wrapped: { command: "sh", args } } }));
  const server = spawn(process.execPath, [MAIN, "serve"], {
    env: { PATH: process.env["PATH"], UAR_PORT: "0", UAR_DATA: data, UAR_CONFIG: config },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(async () => {
    server.kill("SIGKILL");
    await rm(data, { recursive: true, force: true });
  });
  const ended = once(server, "exit").then(() => Promise.reject(new Error("The server ended")));
  await Promise.race([once(server.stdout, "data"), ended]);
  ended.catch(() => {}); // From here on it is meant to end.
  return { server, mark: data };
}
