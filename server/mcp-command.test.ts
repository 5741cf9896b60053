import { join } from "node:path";

import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as OlderClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OlderTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expect, it, onTestFinished } from "vitest";
import { z } from "zod";

import { dataDirectory } from "./testing/server-process.ts";

/** Two whole servers start one after the other, on a machine that may be busy. */
const STARTS_MS = 60_000;

const Contents = z.array(z.looseObject({ text: z.string() }));
const Run = z.looseObject({ status: z.string() });

const CLIENT = { name: "test", version: "1" };
const CALL = {
  name: "guide",
  arguments: { message: "Show every lane", model: "scenario/three-tools" },
};

async function server() {
  const data = await dataDirectory();
  const env = { PATH: process.env["PATH"] ?? "", UAR_DATA: data };
  return { command: process.execPath, args: [join(import.meta.dirname, "main.ts"), "mcp"], env };
}

/** Gives a call up at the first news of its run, whose id that is. */
function giveUpAtOnce() {
  const giveUp = new AbortController();
  const { promise: run_id, resolve } = Promise.withResolvers<string>();
  const onprogress = ({ message = "" }) => {
    const [id] = /r_\w+/.exec(message) ?? [];
    if (id === undefined) return;
    resolve(id);
    giveUp.abort("Enough");
  };
  return { run_id, options: { signal: giveUp.signal, onprogress } };
}

it(
  "uar mcp runs an agent over standard input and output, and leaves its runs in the data folder",
  async () => {
    const command = await server();
    const first = new Client(CLIENT, { versionNegotiation: { mode: "auto" } });
    onTestFinished(() => first.close());
    await first.connect(new StdioClientTransport(command));
    const answer = await first.callTool(CALL);
    const prompt = await first.getPrompt({ name: "guide", arguments: { message: "The sea" } });
    await first.close();

    const second = new Client(CLIENT, { versionNegotiation: { mode: "legacy" } });
    onTestFinished(() => second.close());
    await second.connect(new StdioClientTransport(command));
    const { resources } = await second.listResources();

    expect(answer).toMatchObject({ structuredContent: { status: "completed" } });
    expect(prompt.messages).toMatchObject([
      { content: { text: expect.stringContaining("The sea") } },
    ]);
    expect(resources).toMatchObject([{ title: "Show every lane" }]);
  },
  STARTS_MS,
);

it(
  "uar mcp stops the run of a call that a client of either SDK cancels",
  async () => {
    const older = new OlderClient(CLIENT);
    onTestFinished(() => older.close());
    await older.connect(new OlderTransport(await server()));
    const newer = new Client(CLIENT, { versionNegotiation: { mode: "auto" } });
    onTestFinished(() => newer.close());
    await newer.connect(new StdioClientTransport(await server()));
    const atOlder = giveUpAtOnce();
    const atNewer = giveUpAtOnce();

    await Promise.all([
      expect(older.callTool(CALL, undefined, atOlder.options)).rejects.toThrow("Enough"),
      expect(newer.callTool(CALL, atNewer.options)).rejects.toThrow("Enough"),
    ]);
    const seen = await Promise.all([
      ended(async (uri) => (await older.readResource({ uri })).contents, await atOlder.run_id),
      ended(async (uri) => (await newer.readResource({ uri })).contents, await atNewer.run_id),
    ]);

    expect(seen).toMatchObject([{ status: "cancelled" }, { status: "cancelled" }]);
  },
  STARTS_MS,
);

/** The read model of a run once it is over. */
async function ended(read: (uri: string) => Promise<unknown>, runId: string): Promise<unknown> {
  for (;;) {
    const [content] = Contents.parse(await read(`uar://runs/${runId}`));
    const run = Run.parse(JSON.parse(content?.text ?? ""));
    if (!["running", "cancelling"].includes(run.status)) return run;
  }
}
