import { Agent } from "./agent.ts";

/** The agent that answers when nobody chose another: it reads a workspace and says where it read. */
const DEFAULT_AGENT: Agent = Agent.parse({
  id: "guide",
  description: "Answers questions about the files of the workspace and quotes them",
  system_prompt: [
    "You are guide, an agent that answers questions about the files in a workspace.",
    "Search and read the files with the tools before you answer; never guess what a file says.",
    "Quote the lines that your answer rests on and name the file and line.",
    "Say plainly when the files do not hold the answer.",
  ].join("\n"),
});

/** The agents that this process knows, by id. The first is the default. */
export class AgentRegistry {
  readonly #agents: ReadonlyMap<string, Agent>;
  readonly #default: Agent;

  constructor(agents: readonly Agent[]) {
    this.#default = agents[0] ?? DEFAULT_AGENT;
    this.#agents = new Map([DEFAULT_AGENT, ...agents].map((agent) => [agent.id, agent]));
  }

  /** The agent of that id, the default without one. Throws UnknownAgentError. */
  resolve(id?: string): Agent {
    if (id === undefined || id === "") return this.#default;
    const agent = this.#agents.get(id);
    if (agent === undefined) {
      const known = [...this.#agents.keys()].join(", ");
      throw new UnknownAgentError(`No agent is called "${id}"; choose one of ${known}`);
    }
    return agent;
  }

  list(): readonly Agent[] {
    return [...this.#agents.values()];
  }
}

export class UnknownAgentError extends Error {
  override name = "UnknownAgentError";
}
