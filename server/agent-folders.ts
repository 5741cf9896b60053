import { mkdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Logger } from "pino";

import { AgentFileError } from "#runtime/agent/agent-problem.ts";
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

/** As many agents of a folder stay read where nobody says otherwise. */
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
  options: Pick<ServeOptions, "data" | "agents" | "agent_dir" | "pushed" | "watch">,
  config: Pick<Config, "agents" | "examples" | "user">,
  logger: Pick<Logger, "error">,
): Promise<OpenAgents> {
  const { data, agents: ownRoot } = options;
  const { inline, cache_size: cacheSize, lazy_load } = config.agents;
  const reading = { cacheSize, days: () => daysOf(systemClock, config.user.timezone) };
  const root = ownRoot ?? join(data, "agents");
  await ownFolder(root, ownRoot !== undefined);
  const own = new AgentFolder({ ...readFolders(root), ...reading, title: root });
  const pushedRoot = options.pushed ?? join(data, "sys", "dyn_agents");
  const pushedPlace = { ...readFolders(pushedRoot), ...reading, title: "pushed agents" };
  const pushed = await PushedAgents.open(pushedPlace);
  const examples = { ...readFolders(EXAMPLE_AGENTS), ...reading, title: "examples/agents" };
  const named = options.agent_dir === undefined ? [] : [oneAgent(options.agent_dir, reading)];
  const taken = inline.find(({ id }) => named.some((folder) => folder.has(id)));
  if (taken !== undefined) {
    throw new RangeError(
      `--agent-dir: uar.yaml has an agent "${taken.id}", too; rename one of them`,
    );
  }
  const folders = [...named, own, pushed, ...(config.examples ? [new AgentFolder(examples)] : [])];
  if (!lazy_load) readAll(folders, cacheSize);
  const report = (err: unknown): void => {
    logger.error({ err }, "Changes of agents are not seen; reload them on the page /agents");
  };
  const watched = options.watch
    ? [own, pushed].map((folder) => watchAgents(folder, { clock: systemClock, report }))
    : [];
  return {
    agents: new AgentRegistry(inline, { sources: folders, pushed }),
    folders,
    close: async () => {
      await Promise.all(watched.map((folder) => folder.close()));
    },
  };
}

/** The agent that a command was given by its folder. Throws RangeError for a folder that is none's. */
function oneAgent(dir: string, reading: Pick<AgentFolderOptions, "cacheSize" | "days">) {
  const path = resolve(dir);
  const only = basename(path);
  const folder = new AgentFolder({ ...readFolders(dirname(path)), ...reading, only, title: dir });
  if (folder.has(only)) return folder;
  throw new RangeError(
    `--agent-dir: "${dir}" is no agent; name a folder in small letters that has agent.yaml or agent.promptl`,
  );
}

/** Reads every agent that stays read; what is wrong with one is among the broken then. */
function readAll(folders: readonly AgentFolder[], cacheSize: number): void {
  for (const folder of folders) {
    for (const id of folder.ids().slice(0, cacheSize)) {
      try {
        folder.load(id);
      } catch (error) {
        if (!(error instanceof AgentFileError)) throw error;
      }
    }
  }
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
