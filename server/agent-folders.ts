import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";

import type { Days } from "#runtime/agent/bootstrap.ts";
import { AgentFolder, type AgentFolderOptions } from "#runtime/agent/node-agent-folder.ts";
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

/** The agents of this server, and the end of watching their files. */
export interface OpenAgents {
  readonly agents: AgentRegistry;
  /** Those that agents are looked for in, in this order. */
  readonly folders: readonly AgentFolder[];
  close(): Promise<void>;
}

/**
 * Opens the folders that agents come from: the operator's, the one of pushed agents, and the examples.
 * Rejects when the operator names a folder that is not there.
 */
export async function openAgents(
  options: Pick<ServeOptions, "data" | "agents" | "watch">,
  config: Pick<Config, "agents" | "examples" | "user">,
  logger: Pick<Logger, "error">,
): Promise<OpenAgents> {
  const { data, agents: ownRoot } = options;
  const reading = { days: () => daysOf(systemClock, config.user.timezone) };
  const root = ownRoot ?? join(data, "agents");
  await ownFolder(root, ownRoot !== undefined);
  const own = new AgentFolder({ ...readFolders(root), ...reading, title: root });
  const pushedRoot = join(data, "sys", "dyn_agents");
  const pushedPlace = { ...readFolders(pushedRoot), ...reading, title: "pushed agents" };
  const pushed = await PushedAgents.open(pushedPlace);
  const examples = { ...readFolders(EXAMPLE_AGENTS), ...reading, title: "examples/agents" };
  const folders = [own, pushed, ...(config.examples ? [new AgentFolder(examples)] : [])];
  const report = (err: unknown): void => {
    logger.error({ err }, "Changes of agents are not seen; reload them on the page /agents");
  };
  const watched = options.watch
    ? [own, pushed].map((folder) => watchAgents(folder, { clock: systemClock, report }))
    : [];
  return {
    agents: new AgentRegistry(config.agents, { sources: folders, pushed }),
    folders,
    close: async () => {
      await Promise.all(watched.map((folder) => folder.close()));
    },
  };
}

/** How a folder of agents is read where nobody says otherwise. */
export function readFolders(root: string): Omit<AgentFolderOptions, "title"> {
  return {
    root,
    isBroughtIn: false,
    cacheSize: CACHE_SIZE,
    days: () => daysOf(systemClock, "UTC"),
  };
}

/** The usual folder is made; one that the operator names must be there. */
async function ownFolder(root: string, isNamed: boolean): Promise<void> {
  if (!isNamed) await mkdir(root, { recursive: true, mode: 0o700 });
  const found = await stat(root).catch((cause: unknown) => {
    const message = `Could not find the folder of agents "${root}"; make it, or name another`;
    throw new Error(message, { cause });
  });
  if (!found.isDirectory()) throw new Error(`"${root}" is no folder; name one with --agents-dir`);
}

/** What prompts may ask of this server. */
export function surroundingsOf(
  { data }: Pick<ServeOptions, "data">,
  { user }: Pick<Config, "user">,
): Surroundings {
  return { user_name: user.name, timezone: user.timezone, data_dir: data };
}

function daysOf(clock: Clock, timezone: string): Days {
  const now = clock.now();
  const before = new Date(Date.parse(now) - DAY_MS).toISOString();
  return { today: localTime(now, timezone).date, yesterday: localTime(before, timezone).date };
}
