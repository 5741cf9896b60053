import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { pino } from "pino";

import { compose } from "./compose.ts";
import { createMcpServer } from "./protocol/mcp/mcp-server.ts";
import { readSettings } from "./settings.ts";

/** Serves MCP until the client closes standard input or a signal comes. Standard output is the protocol's alone. */
export async function serveMcp(flags: Readonly<Record<string, string>>): Promise<void> {
  const { options, config } = await readSettings(flags, process.env);
  mkdirSync(options.data, { recursive: true, mode: 0o700 });
  const logger = pino(pino.destination({ dest: join(options.data, "server.log"), mkdir: true }));
  const composition = await compose(options, config, logger);
  const { promise: told, resolve: stop } = Promise.withResolvers<void>();
  process.stdin.once("close", stop);
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  const handle = serveStdio(() => createMcpServer(composition.services).server, {
    onerror: (error) => logger.info({ err: error }, "An MCP request was refused"),
  });
  await composition.recover();
  await told;
  await handle.close();
  await composition.close();
}
