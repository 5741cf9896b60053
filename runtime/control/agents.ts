import { z } from "zod";

import { AgentFileError, type AgentProblem } from "#runtime/agent/agent-problem.ts";
import type { BrokenAgent } from "#runtime/agent/agent-source.ts";
import { AGENT_ID } from "#runtime/agent/agent.ts";
import { AGENT_FILE } from "#runtime/agent/load-agent.ts";
import { TakenAgentError } from "#runtime/agent/registry.ts";
import { command, CommandError } from "./command.ts";

const AgentId = z.string().regex(AGENT_ID);
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
  async run({ agent, files }, { agents }): Promise<PutAgent> {
    const encoder = new TextEncoder();
    const bytes = new Map(
      Object.entries(files).map(([path, text]) => [path, encoder.encode(text)] as const),
    );
    const { notes } = await orRefused(agents.put(agent, bytes));
    return { agent, notes };
  },
});

interface PutAgent {
  readonly agent: string;
  /** What its files ask for and do not get here. */
  readonly notes: readonly string[];
}

export const deleteAgent = command({
  name: "delete_agent",
  description: "Take away an agent that was pushed or imported; runs that began keep it",
  kind: "write",
  input: z.strictObject({ agent: AgentId }),
  async run({ agent }, { agents }): Promise<{ readonly deleted: boolean }> {
    return { deleted: await orRefused(agents.remove(agent)) };
  },
});

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
