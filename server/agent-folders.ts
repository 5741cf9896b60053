import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";

import type { Days } from "#runtime/agent/bootstrap.ts";
import { AgentFolder } from "#runtime/agent/node-agent-folder.ts";
import { PushedAgents } from "#runtime/agent/node-pushed-agents.ts";
import { watchAgents } from "#runtime/agent/node-watch-agents.ts";
import { AgentRegistry } from "#runtime/agent/registry.ts";
import { localTime, type Surroundings } from "#runtime/agent/template-variables.ts";
import type { Clock } from "#runtime/services.ts";
import { systemClock } from "#runtime/system-services.ts";
import type { Config } from "./config.ts";
import { EXAMPLE_AGENTS } from "./examples.ts";
import type { ServeOptions } from "./serve-options.ts";

/** As many agents of a folder stay read. */
const CACHE_SIZE = 1_000;
const DAY_MS = 24 * 60 * 60_000;

type Places = Pick<ServeOptions, "data" | "agents">;

/** The agents of this server, and the end of watching their files. */
export interface OpenAgents {
  readonly agents: AgentRegistry;
  close(): Promise<void>;
}

/**
 * Opens the folders that agents come from: the operator's, the one of pushed agents, and the examples.
 * Rejects when the operator names a folder that is not there.
 */
export async function openAgents(
  options: Places & Pick<ServeOptions, "watch">,
  config: Pick<Config, "agents" | "examples" | "user">,
  logger: Pick<Logger, "error">,
): Promise<OpenAgents> {
  const [own, pushed] = await agentFolders(options, config);
  const examples = config.examples ? [exampleAgents(config)] : [];
  const report = (err: unknown): void => {
    logger.error({ err }, "Changes of agents are not seen; reload them on the page /agents");
  };
  const watched = options.watch
    ? [own, pushed].map((folder) => watchAgents(folder, { clock: systemClock, report }))
    : [];
  return {
    agents: new AgentRegistry(config.agents, { sources: [own, pushed, ...examples], pushed }),
    close: async () => {
      await Promise.all(watched.map((folder) => folder.close()));
    },
  };
}

/** The operator's folder, and the one of agents that were pushed or imported. */
async function agentFolders(
  { data, agents }: Places,
  { user }: Pick<Config, "user">,
): Promise<readonly [AgentFolder, PushedAgents]> {
  const root = agents ?? join(data, "agents");
  if (agents === undefined) await mkdir(root, { recursive: true, mode: 0o700 });
  const found = await stat(root).catch((cause: unknown) => {
    throw new Error(`Could not find the folder of agents "${root}"; make it, or name another`, {
      cause,
    });
  });
  if (!found.isDirectory()) throw new Error(`"${root}" is no folder; name one with --agents-dir`);
  const shared = { cacheSize: CACHE_SIZE, days: () => daysOf(systemClock, user.timezone) };
  const own = new AgentFolder({ ...shared, root, title: root, isBroughtIn: false });
  const pushedRoot = join(data, "sys", "dyn_agents");
  const pushed = await PushedAgents.open({ ...shared, root: pushedRoot, title: "pushed agents" });
  return [own, pushed];
}

/** What prompts may ask of this server. */
export function surroundingsOf(
  { data }: Pick<ServeOptions, "data">,
  { user }: Pick<Config, "user">,
): Surroundings {
  return { user_name: user.name, timezone: user.timezone, data_dir: data };
}

function exampleAgents({ user }: Pick<Config, "user">): AgentFolder {
  return new AgentFolder({
    root: EXAMPLE_AGENTS,
    title: "examples/agents",
    isBroughtIn: false,
    cacheSize: CACHE_SIZE,
    days: () => daysOf(systemClock, user.timezone),
  });
}

function daysOf(clock: Clock, timezone: string): Days {
  const now = clock.now();
  const before = new Date(Date.parse(now) - DAY_MS).toISOString();
  return { today: localTime(now, timezone).date, yesterday: localTime(before, timezone).date };
}
