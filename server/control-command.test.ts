import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { serveApp, type TestServer } from "./security/test-server.ts";
import { testApp } from "./test-app.ts";

const MAIN = join(import.meta.dirname, "main.ts");

let app: Awaited<ReturnType<typeof testApp>>;
let server: TestServer;
beforeAll(async () => {
  app = await testApp();
  server = await serveApp(app.app);
});
afterAll(() => server.close());

async function control(
  args: readonly string[],
  { stdin = "", env = {} }: { stdin?: string; env?: Record<string, string> } = {},
) {
  const child = spawn(process.execPath, [MAIN, "control", ...args], {
    env: { PATH: process.env["PATH"], UAR_TOKEN: app.token, ...env },
  });
  child.stdin.end(stdin);
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

describe("uar control", () => {
  it("does a command on a running server and prints its answer", async () => {
    const input = JSON.stringify({ input: { text: "From a terminal" } });

    const { code, stdout } = await control(["submit_turn", input, "--url", server.origin]);

    const turn: unknown = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(turn).toMatchObject({ status: "accepted", run_id: expect.stringMatching(/^r_/) });
    const [thread] = await app.runtime.services.threads.list();
    expect(thread?.runs[0]?.text).toBe("From a terminal");
  });

  it("reads its input from standard input, and the address from the environment", async () => {
    const env = { UAR_HOST: "127.0.0.1", UAR_PORT: String(server.port) };
    const stdin = JSON.stringify({ title: "Piped" });

    const created = await control(["create_session", "-"], { stdin, env });
    const listed = await control(["list_sessions"], { env });

    expect(created.code).toBe(0);
    expect(JSON.parse(listed.stdout)).toMatchObject({
      sessions: expect.arrayContaining([expect.objectContaining({ title: "Piped" })]),
    });
  });

  it("prints the catalogue without a command", async () => {
    const { code, stdout } = await control(["--url", server.origin]);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty("commands.submit_turn.input.type", "object");
  });

  it.each([
    [["fly"], "unknown_command", {}],
    [["get_task", '{"task_id":"task_none"}'], "not_found", {}],
    [["get_task", '{"colour":"red"}'], "invalid_input", {}],
    [["list_sessions"], "unauthorized", { UAR_TOKEN: "another" }],
  ])("leaves with 1 and the server's reason where it refuses %j", async (args, code, env) => {
    const refused = await control([...args, "--url", server.origin], { env });

    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(JSON.parse(refused.stderr)).toMatchObject({ code });
  });

  it.each([
    [["list_sessions", "{"], "not JSON"],
    [["list_sessions", "[]"], "no JSON object"],
    [["list_sessions", "{}", "--url", "file:///etc"], "file:///etc"],
    [["list_sessions", "{}", "--colour", "red"], "--colour"],
  ])("leaves with 2 where the command line does not fit: %j", async (args, word) => {
    const { code, stdout, stderr } = await control(args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(word);
  });

  it("leaves with 2 and asks for the token where there is none", async () => {
    const { code, stderr } = await control(["list_sessions"], { env: { UAR_TOKEN: "" } });

    expect(code).toBe(2);
    expect(stderr).toContain("UAR_TOKEN");
  });

  it("leaves with 3 where nobody answers, or somebody else", async () => {
    const other = createServer((_request, response) => response.end("<p>Hello</p>"));
    await once(other.listen(0, "127.0.0.1"), "listening");
    // A TCP server that listens has this kind of address.
    const { port } = other.address() as AddressInfo;

    const strange = await control(["list_sessions", "--url", `http://127.0.0.1:${port}`]);
    await new Promise((resolve) => other.close(resolve));
    const nobody = await control(["list_sessions", "--url", `http://127.0.0.1:${port}`]);

    expect([strange.code, nobody.code]).toEqual([3, 3]);
    expect(nobody.stderr).toContain(`No UAR server answers at http://127.0.0.1:${port}`);
  });
});
