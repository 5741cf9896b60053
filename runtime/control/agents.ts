import { z } from "zod";

import { AgentFileError, type AgentProblem } from "#runtime/agent/agent-problem.ts";
import type { PackedAgent } from "#runtime/agent/agent-package.ts";
import type { BrokenAgent } from "#runtime/agent/agent-source.ts";
import { AGENT_ID } from "#runtime/agent/agent.ts";
import { AGENT_FILE } from "#runtime/agent/load-agent.ts";
import { TakenAgentError } from "#runtime/agent/registry.ts";
import { command, CommandError, type ControlServices } from "./command.ts";
import { forgetAll, hasMemory } from "./memories.ts";

const AgentId = z.string().regex(AGENT_ID, { error: ({ input }) => misnamed(String(input)) });
const MAX_NAMES = 10_000;

export const listAgents = command({
  name: "list_agents",
  description: "The names of all agents, the default one, and what is wrong with broken ones",
  kind: "read",
  input: z.strictObject({}),
  async run(_input, { agents }): Promise<AgentList> {
    const ids = agents.ids();
    return {
      default: agents.resolve().id,
      agents: ids.slice(0, MAX_NAMES),
      count: ids.length,
      broken: agents.broken(),
    };
  },
});

interface AgentList {
  readonly default: string;
  /** The first ten thousand. */
  readonly agents: readonly string[];
  readonly count: number;
  readonly broken: readonly BrokenAgent[];
}

export const putAgent = command({
  name: "put_agent",
  description: `Keep an agent, given as the files of its folder with ${AGENT_FILE} among them, in place of a former one`,
  kind: "write",
  input: z.strictObject({
    agent: AgentId,
    files: z.record(z.string().min(1), z.string()),
  }),
  async run({ agent, files }, services): Promise<PutAgent> {
    const encoder = new TextEncoder();
    const bytes = new Map(
      Object.entries(files).map(([path, text]) => [path, encoder.encode(text)] as const),
    );
    return keepAgent({ name: agent, files: bytes }, services);
  },
});

interface PutAgent {
  readonly agent: string;
  /** What its files ask for and do not get here. */
  readonly notes: readonly string[];
}

/** Keeps an agent of whatever files. Throws CommandError for a name that is taken, and for files that do not fit. */
export async function keepAgent(
  { name, files }: PackedAgent,
  { agents }: Pick<ControlServices, "agents">,
): Promise<PutAgent> {
  const agent = AgentId.safeParse(name);
  if (!agent.success) {
    throw new CommandError("invalid_input", misnamed(name));
  }
  const { notes } = await orRefused(agents.put(agent.data, files));
  return { agent: agent.data, notes };
}

function misnamed(name: string): string {
  const shown = JSON.stringify(name.slice(0, 80));
  return `An agent cannot be called ${shown}; take small letters, digits and hyphens, as in code-reader`;
}

/** The files of an agent's folder; undefined for one that is of none. Throws CommandError where they cannot be read. */
export function filesOfAgent(
  id: string,
  { agents }: Pick<ControlServices, "agents">,
): PackedAgent["files"] | undefined {
  try {
    return agents.files(id);
  } catch (cause) {
    if (!(cause instanceof AgentFileError)) throw cause;
    throw new CommandError("conflict", cause.message, { problems: cause.problems }, { cause });
  }
}

export const deleteAgent = command({
  name: "delete_agent",
  description:
    "Take away an agent that was pushed or imported; its runs stay, and what it remembers unless that is to be deleted, too",
  kind: "write",
  input: z.strictObject({ agent: AgentId, memory: z.enum(["keep", "delete"]).default("keep") }),
  async run({ agent, memory }, services): Promise<DeletedAgent> {
    const remembers = await hasMemory(agent, services);
    const deleted = await orRefused(services.agents.remove(agent));
    if (!remembers) return { deleted, memory: "none" };
    if (memory === "keep") return { deleted, memory: "kept" };
    await forgetAll(agent, services);
    return { deleted, memory: "deleted" };
  },
});

interface DeletedAgent {
  /** False where there was none of that name. */
  readonly deleted: boolean;
  /** What became of the files that it remembers in; what is kept belongs to the next agent of that name. */
  readonly memory: "none" | "kept" | "deleted";
}

export const reloadAgents = command({
  name: "reload_agents",
  description: "Look at the files of all agents anew; broken ones keep their last good version",
  kind: "write",
  input: z.strictObject({}),
  async run(_input, { agents }): Promise<{ count: number; broken: readonly BrokenAgent[] }> {
    await agents.reload();
    return { count: agents.ids().length, broken: agents.broken() };
  },
});

async function orRefused<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof TakenAgentError) throw new CommandError("conflict", cause.message);
    if (!(cause instanceof AgentFileError)) throw cause;
    const problems: readonly AgentProblem[] = cause.problems;
    throw new CommandError("invalid_input", cause.message, { problems }, { cause });
  }
}
