import { join } from "node:path";

import { onTestFinished } from "vitest";

import type { Clock } from "#runtime/services.ts";
import { findContainment } from "#runtime/process/node-containment.ts";
import { systemClock } from "#runtime/system-services.ts";
import { McpServerConfig } from "#runtime/tool/mcp/config.ts";
import { nodeTransports } from "#runtime/tool/mcp/node-transport.ts";
import { McpSource, type McpSourceOptions } from "#runtime/tool/mcp/source.ts";

export const FIXTURES = join(import.meta.dirname, "..", "mcp", "fixture");

const CONTAINMENT = await findContainment();

/** Goodbyes are over at once; what is waited for in earnest takes its time. */
const hurriedClock: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(ms <= 1_000 ? 20 : ms, signal),
};

/** A server that misbehaves in one way. */
export function hostile(mode: string, marker = ""): McpServerConfig {
  return McpServerConfig.parse({
    command: process.execPath,
    args: [join(FIXTURES, "hostile-server.ts"), mode, marker],
  });
}

type Options = Partial<Omit<McpSourceOptions, "servers">>;

/** A source that is closed when its test is over. */
export function create(servers: Record<string, unknown>, options: Options = {}): McpSource {
  const source = new McpSource({
    servers: Object.fromEntries(
      Object.entries(servers).map(([name, config]) => [name, McpServerConfig.parse(config)]),
    ),
    env: process.env,
    clock: hurriedClock,
    openTransport: nodeTransports(CONTAINMENT),
    ...options,
  });
  onTestFinished(() => source.close());
  return source;
}

export async function start(
  servers: Record<string, unknown>,
  options?: Options,
): Promise<McpSource> {
  const source = create(servers, options);
  await source.start();
  return source;
}
