import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";

import { suiteProgram } from "#runtime/tool/testing/suite-program.ts";
import { serveApp } from "#server/security/test-server.ts";
import { testApp } from "#server/test-app.ts";

const program = suiteProgram("opencode");

/** Takes what would leave this machine, and refuses it. */
async function closedDoor(): Promise<string> {
  const door = createServer((_, response) => response.writeHead(403).end());
  door.on("connect", (_, socket) => {
    socket.on("error", () => {}); // It may hang up at the refusal.
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  onTestFinished(() => void door.close());
  // A TCP server that listens has this kind of address.
  return `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
}

/** An empty home with a note, gone after the test. */
async function makeHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "uar-opencode-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  await writeFile(join(home, "note.txt"), "The sea is blue");
  return home;
}

/** Our server as the only provider. */
async function configure(home: string, baseURL: string, apiKey: string): Promise<void> {
  const uar = {
    npm: "@ai-sdk/openai-compatible",
    options: { baseURL, apiKey },
    models: { guide: { tool_call: true } },
  };
  const config = { provider: { uar }, enabled_providers: ["uar"], model: "uar/guide" };
  await writeFile(join(home, "opencode.json"), JSON.stringify(config));
}

async function runOpencode(home: string, prompt: string) {
  const proxy = await closedDoor();
  const words = ["run", "--pure", "--title", "Note", "--format", "json", prompt];
  const child = spawn(program ?? "", words, {
    cwd: home,
    env: {
      PATH: process.env["PATH"],
      HOME: home,
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      OPENCODE_DISABLE_MODELS_FETCH: "1",
      OPENCODE_DISABLE_DEFAULT_PLUGINS: "1",
      OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
      HTTP_PROXY: proxy,
      HTTPS_PROXY: proxy,
      NO_PROXY: "127.0.0.1,localhost",
    },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 80_000,
  });
  const [said, told, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { said, told, code };
}

/** As much of opencode's events as is looked at, one a line. */
const Said = z.object({
  part: z.looseObject({
    type: z.string(),
    tool: z.string().exactOptional(),
    text: z.string().exactOptional(),
    state: z.looseObject({ status: z.string(), output: z.string().optional() }).exactOptional(),
  }),
});

describe.skipIf(program === undefined)("opencode", () => {
  it("chats over /v1/chat/completions, and runs the tool that the answer calls", async () => {
    const home = await makeHome();
    const call = { tool: "read", arguments: { filePath: join(home, "note.txt") } };
    const answer = { text: "It says that the sea is blue." };
    const passes = JSON.stringify([{ steps: [{ calls: [call] }] }, { steps: [answer] }]);
    const app = await testApp({ passes, tools: [] });
    const server = await serveApp(app.app);
    onTestFinished(() => server.close());
    await configure(home, `${server.origin}/v1`, app.token);

    const { said, told, code } = await runOpencode(home, "What does the note say?");

    expect(code, `opencode says: ${told}`).toBe(0);
    const parts = said
      .trim()
      .split("\n")
      .map((line) => Said.parse(JSON.parse(line)).part);
    expect(parts.find(({ type }) => type === "tool")).toMatchObject({
      tool: "read",
      state: { status: "completed", output: expect.stringContaining("The sea is blue") },
    });
    expect(parts.find(({ type }) => type === "text")).toMatchObject(answer);
    expect(await app.runtime.services.threads.sessions()).toHaveLength(1);
  }, 90_000);
});
