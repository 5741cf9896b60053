import { mkdir, realpath } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";

import type { BuiltinConfig } from "#runtime/tool/builtin/builtin-config.ts";
import { batchFiles } from "#runtime/tool/builtin/batch-files.ts";
import { fileTools } from "#runtime/tool/builtin/file-tools.ts";
import { openWorkspace } from "#runtime/tool/builtin/node-workspace.ts";
import type { RunningProcesses } from "#runtime/process/running-processes.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import type { Config } from "./config.ts";
import type { MountedBuiltins } from "./mounted-builtins.ts";
import { processTools } from "./process-tools.ts";
import type { ServeOptions } from "./serve-options.ts";
import { webTools } from "./web-tools.ts";

type Options = Pick<ServeOptions, "data" | "config">;

/**
 * The builtin tools that the configuration names. Rejects where the workspace would hold what tells
 * the server what to do.
 */
export async function builtinTools(
  options: Options,
  { tools: config }: Pick<Config, "tools">,
  processes: RunningProcesses,
): Promise<MountedBuiltins> {
  const forWork = await workspaceTools(options, config, processes);
  const mounted = [forWork, webTools(config)];
  return {
    ...forWork,
    tools: mounted.flatMap(({ tools }) => tools),
    absent: mounted.flatMap(({ absent }) => absent),
  };
}

/** Those that work in the workspace; it is made only for them. */
async function workspaceTools(
  options: Options,
  config: BuiltinConfig,
  processes: RunningProcesses,
): Promise<MountedBuiltins> {
  const named = new Set<string>(config.builtin.filter((name) => !name.startsWith("web_")));
  if (named.size === 0 && config.cli.length === 0 && !config.agent_cli)
    return { tools: [], absent: [] };
  const folder = await workspaceFolder(options, config.workspace);
  const workspace = await openWorkspace(folder);
  const forFiles: readonly Tool[] = [...fileTools(workspace), batchFiles(workspace)];
  const { tools, ...more } = await processTools(config, folder, processes);
  return { tools: [...forFiles.filter(({ name }) => named.has(name)), ...tools], ...more };
}

/** Makes the folder where it is missing, and answers with its real place. */
async function workspaceFolder(options: Options, named: string | undefined): Promise<string> {
  const folder = resolve(named ?? join(options.data, "workspace"));
  await mkdir(folder, { recursive: true });
  const real = await realpath(folder);
  const data = await realpath(options.data);
  const config = await realpath(dirname(resolve(options.config ?? "uar.yaml")));
  if (isWithin(data, real) || isWithin(config, real)) {
    const words = `tools.workspace "${folder}" holds the data folder or the configuration, which agents must not change`;
    throw new Error(`${words}; name a folder beside them`);
  }
  return real;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}
