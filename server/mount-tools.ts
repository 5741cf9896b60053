import type { Logger } from "pino";

import { systemClock } from "#runtime/system-services.ts";
import { openNodeTransport } from "#runtime/tool/mcp/node-transport.ts";
import { McpSource } from "#runtime/tool/mcp/source.ts";
import type { PermissionPolicy } from "#runtime/tool/permission.ts";
import { Toolbox } from "#runtime/tool/toolbox.ts";
import type { Config } from "./config.ts";
import { exampleServer } from "./examples.ts";
import type { ServeOptions } from "./serve-options.ts";

/** The tools of this server, as they are now. */
export interface MountedTools {
  readonly toolbox: () => Toolbox;
  /** The operator's rules, and a question before any tool that has changed since it was first seen. */
  readonly policy: () => PermissionPolicy;
  readonly close: () => Promise<void>;
}

/** Starts the MCP servers of the configuration and, unless it says no, the example workspace. */
export async function mountTools(
  { data }: Pick<ServeOptions, "data">,
  config: Config,
  logger: Logger,
): Promise<MountedTools> {
  const examples = config.examples ? { workspace: exampleServer(data) } : {};
  let toolbox: Toolbox | undefined;
  const source = new McpSource({
    servers: { ...examples, ...config.mcpServers },
    env: process.env,
    clock: systemClock,
    openTransport: openNodeTransport,
    onChange: () => {
      toolbox = undefined;
    },
  });
  await source.start();
  for (const { name, status, reason, problems } of source.health()) {
    if (status === "failed") logger.error({ server: name, reason }, "An MCP server did not start");
    for (const problem of problems) logger.warn({ server: name, problem }, "A tool looks odd");
  }
  return {
    toolbox: () => (toolbox ??= new Toolbox(source.tools())),
    policy: () => {
      const { permissions } = config;
      return { ...permissions, rules: [...permissions.rules, ...source.cautions()] };
    },
    close: () => source.close(),
  };
}
