import { join } from "node:path";

import { onTestFinished } from "vitest";

import type { Json } from "#runtime/event/shared.ts";
import type { ToolOutput } from "#runtime/event/tool.ts";
import { findContainment } from "#runtime/process/node-containment.ts";
import { systemClock } from "#runtime/system-services.ts";
import type { ToolUpdate } from "#runtime/tool/execute.ts";
import { McpServers } from "#runtime/tool/mcp/config.ts";
import { nodeTransports } from "#runtime/tool/mcp/node-transport.ts";
import { McpSource } from "#runtime/tool/mcp/source.ts";
import { find, run as runTool } from "#runtime/tool/testing/source-calls.ts";

type Args = Record<string, Json>;

/** The server over a workspace, closed when its test is over. */
export async function start(workspace: string, ...notes: string[]): Promise<McpSource> {
  const source = new McpSource({
    servers: McpServers.parse({
      workspace: {
        command: process.execPath,
        args: [join(import.meta.dirname, "..", "main.ts"), workspace, ...notes],
        trust: true,
      },
    }),
    env: process.env,
    clock: systemClock,
    openTransport: nodeTransports(await findContainment()),
  });
  onTestFinished(() => source.close());
  await source.start();
  return source;
}

/** A call of one of its tools, by the tool's own name. */
export function run(
  source: McpSource,
  name: string,
  args: Args,
  signal?: AbortSignal,
): AsyncGenerator<ToolUpdate, void> {
  return runTool(find(source, `workspace__${name}`), args, signal);
}

export function call(source: McpSource, name: string, args: Args = {}): Promise<ToolUpdate[]> {
  return Array.fromAsync(run(source, name, args));
}

/** What a call gave; throws if it failed. */
export async function output(source: McpSource, name: string, args?: Args): Promise<ToolOutput> {
  const end = (await call(source, name, args)).at(-1);
  if (end?.type !== "result") throw new Error(JSON.stringify(end));
  return end.output;
}

/** The words with which a call failed; throws if it did not. */
export async function failure(source: McpSource, name: string, args?: Args): Promise<string> {
  const end = (await call(source, name, args)).at(-1);
  if (end?.type !== "failed") throw new Error(JSON.stringify(end));
  return end.error.message;
}
