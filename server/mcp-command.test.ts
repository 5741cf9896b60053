import { join } from "node:path";

import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { expect, it, onTestFinished } from "vitest";

import { dataDirectory } from "./testing/server-process.ts";

/** Two whole servers start one after the other, on a machine that may be busy. */
const STARTS_MS = 60_000;

it(
  "uar mcp runs an agent over standard input and output, and leaves its runs in the data folder",
  async () => {
    const data = await dataDirectory();
    const env = { PATH: process.env["PATH"] ?? "", UAR_DATA: data };
    const connect = async (mode: "auto" | "legacy") => {
      const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
      onTestFinished(() => client.close());
      const args = [join(import.meta.dirname, "main.ts"), "mcp"];
      await client.connect(new StdioClientTransport({ command: process.execPath, args, env }));
      return client;
    };

    const first = await connect("auto");
    const answer = await first.callTool({
      name: "guide",
      arguments: { message: "Show every lane", model: "scenario/three-tools" },
    });
    await first.close();
    const second = await connect("legacy");
    const { resources } = await second.listResources();

    expect(answer).toMatchObject({ structuredContent: { status: "completed" } });
    expect(resources).toMatchObject([{ title: "Show every lane" }]);
  },
  STARTS_MS,
);
