import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Logger } from "pino";

import type { McpServerConfig } from "#runtime/tool/mcp/config.ts";
import { loadScenarios } from "#runtime/model/scenario/load-scenarios.ts";
import type { Scenario } from "#runtime/model/scenario/scenario-file.ts";

const EXAMPLES = join(import.meta.dirname, "..", "examples");

/** The agents that ship with the playground. */
export const EXAMPLE_AGENTS = join(EXAMPLES, "agents");

/** The example workspace as an MCP server over stdio; notes go to the data directory. */
export function exampleServer(dataDirectory: string): McpServerConfig {
  return {
    command: process.execPath,
    args: [
      join(EXAMPLES, "mcp-server", "main.ts"),
      join(EXAMPLES, "workspace"),
      resolve(dataDirectory, "notes"),
    ],
    trust: true,
  };
}

/** The scripted scenarios that ship with the playground; a broken file is reported and left out. */
export async function readScenarios(logger: Logger): Promise<readonly Scenario[]> {
  const folder = join(EXAMPLES, "scenarios");
  const files = (await readdir(folder)).filter((name) => name.endsWith(".yaml")).toSorted();
  const { scenarios, problems } = loadScenarios(
    await Promise.all(
      files.map(async (file) => ({ file, text: await readFile(join(folder, file), "utf8") })),
    ),
  );
  for (const problem of problems) logger.warn({ problem }, "A scenario was left out");
  return scenarios;
}
