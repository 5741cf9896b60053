import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Logger } from "pino";

import type { SkillScriptRunner } from "#runtime/agent/skill/skill-script.ts";
import { type Containment, findContainment } from "#runtime/process/node-containment.ts";
import { RunningProcesses } from "#runtime/process/running-processes.ts";
import { systemClock } from "#runtime/system-services.ts";
import { nodeTransports } from "#runtime/tool/mcp/node-transport.ts";
import { McpSource } from "#runtime/tool/mcp/source.ts";
import type { PermissionRule } from "#runtime/permission/rule.ts";
import { SignInRecords } from "#runtime/tool/mcp/sign-in/sign-in-records.ts";
import { SignIns } from "#runtime/tool/mcp/sign-in/sign-ins.ts";
import { openRecordsFile } from "#runtime/node-records-file.ts";
import { Toolbox } from "#runtime/tool/toolbox.ts";
import { builtinTools } from "./builtin-tools.ts";
import type { Config } from "./config.ts";
import { exampleServer } from "./examples.ts";
import type { AbsentTool, MountedBuiltins } from "./mounted-builtins.ts";
import type { ServeOptions } from "./serve-options.ts";
import type { McpServices } from "./services.ts";

/** The tools of this server, as they are now. */
export interface MountedTools {
  readonly toolbox: () => Toolbox;
  /** A question before any tool that has changed since it was first seen. */
  readonly cautions: () => readonly PermissionRule[];
  readonly mcp: McpServices;
  /** How this machine contains what is started here. */
  readonly containment: Containment;
  /** The commands that tools run now. */
  readonly processes: RunningProcesses;
  /** The tools that an agent's own programs are, where agents may bring some. */
  readonly programs?: MountedBuiltins["programs"];
  /** What the configuration names and this machine cannot offer. */
  readonly absent: readonly AbsentTool[];
  /** Runs the scripts of skills; absent, none runs. */
  readonly scripts?: SkillScriptRunner;
  readonly close: () => Promise<void>;
}

/**
 * Mounts the builtin tools and starts the MCP servers of the configuration and, unless it says no, the example
 * workspace. `onSecrets` hears of the tokens that are held for servers, whenever they change.
 */
export async function mountTools(
  options: Pick<ServeOptions, "data" | "config">,
  config: Config,
  logger: Logger,
  onSecrets: (secrets: readonly string[]) => void,
): Promise<MountedTools> {
  const examples = config.examples ? { workspace: exampleServer(options.data) } : {};
  const containment = await findContainment();
  const { level, note } = containment;
  if (note !== undefined) logger.warn({ level }, note);
  const processes = new RunningProcesses();
  const own = await builtinTools(options, config, processes);
  for (const { name, reason } of own.absent)
    logger.warn({ tool: name, reason }, "A tool is absent");
  const signIns = await openSignIns(options, onSecrets);
  let toolbox: Toolbox | undefined;
  const source = new McpSource({
    servers: { ...examples, ...config.mcpServers },
    env: process.env,
    clock: systemClock,
    openTransport: nodeTransports(containment),
    signIns,
    onChange: () => {
      toolbox = undefined;
    },
  });
  await source.start();
  for (const { name, status, reason, problems } of source.health()) {
    if (status === "failed") logger.error({ server: name, reason }, "An MCP server did not start");
    if (status === "needs_sign_in") logger.warn({ server: name }, "An MCP server needs a sign-in");
    for (const problem of problems) logger.warn({ server: name, problem }, "A tool looks odd");
  }
  return {
    toolbox: () => (toolbox ??= new Toolbox([...own.tools, ...source.tools()])),
    cautions: () => source.cautions(),
    mcp: {
      health: () => source.health(),
      reconnect: (server) => source.reconnect(server),
      ...signingIn(source, signIns),
      changed: () => source.cautions().map(({ match }) => match),
      acceptChange: (tool) => source.acceptChange(tool),
    },
    containment,
    processes,
    absent: own.absent,
    ...(own.scripts !== undefined && { scripts: own.scripts }),
    ...(own.programs !== undefined && { programs: own.programs }),
    close: () => source.close(),
  };
}

const SECRET_BYTES = 32;

function openSignIns(
  { data }: Pick<ServeOptions, "data">,
  onSecrets: (secrets: readonly string[]) => void,
): Promise<SignIns> {
  const file = join(data, "sys", "mcp-sign-ins.json");
  return SignIns.open({
    store: openRecordsFile(file, SignInRecords, "sign-ins to MCP servers"),
    clock: systemClock,
    secret: () => randomBytes(SECRET_BYTES).toString("base64url"),
    onSecrets,
  });
}

/** A server is connected as soon as somebody is signed in, and let go as soon as nobody is. */
function signingIn(
  source: McpSource,
  signIns: SignIns,
): Pick<McpServices, "beginSignIn" | "finishSignIn" | "signOut"> {
  return {
    beginSignIn: (server, browser) => signIns.begin(server, browser),
    finishSignIn: async (answer, browser) => {
      const server = await signIns.finish(answer, browser);
      await source.reconnect(server);
      return server;
    },
    signOut: async (server) => {
      await signIns.forget(server);
      await source.renew(server);
    },
  };
}
