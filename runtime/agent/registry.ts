import { AgentFileError } from "./agent-problem.ts";
import type { AgentSource, BrokenAgent, WritableAgentSource } from "./agent-source.ts";
import { Agent } from "./agent.ts";
import type { LoadedAgent } from "./load-agent.ts";

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

/** As many agents are listed whole; each other one is found by its name. */
const MAX_LISTED = 1_000;
const MAX_NAMED = 20;

/** Where an agent comes from, and what its files say beside it. */
export interface AgentOrigin {
  /** The title of its source. */
  readonly source: string;
  readonly loaded: LoadedAgent;
}

/**
 * The agents that this process knows, by id: those of the configuration, then those of each source in
 * turn. The first configured one is the default.
 */
export class AgentRegistry {
  readonly #agents: ReadonlyMap<string, Agent>;
  readonly #default: Agent;
  readonly #sources: readonly AgentSource[];
  readonly #pushed: WritableAgentSource | undefined;

  constructor(agents: readonly Agent[], { sources = [], pushed }: AgentSources = {}) {
    this.#default = agents[0] ?? DEFAULT_AGENT;
    this.#agents = new Map([DEFAULT_AGENT, ...agents].map((agent) => [agent.id, agent]));
    this.#sources = sources;
    this.#pushed = pushed;
  }

  /** The agent of that id, the default without one. Throws UnknownAgentError. */
  resolve(id?: string): Agent {
    if (id === undefined || id === "") return this.#default;
    const agent = this.#agents.get(id) ?? this.#load(id)?.loaded.agent;
    if (agent !== undefined) return agent;
    const ids = this.ids();
    const more = ids.length > MAX_NAMED ? ` and ${ids.length - MAX_NAMED} more` : "";
    const known = ids.slice(0, MAX_NAMED).join(", ");
    throw new UnknownAgentError(`No agent is called "${id}"; choose one of ${known}${more}`);
  }

  /** The agent of that id; undefined where there is none, or none that can be read. */
  find(id: string): Agent | undefined {
    try {
      return this.#agents.get(id) ?? this.#load(id)?.loaded.agent;
    } catch (error) {
      if (error instanceof UnknownAgentError) return undefined;
      throw error;
    }
  }

  /** Every name, also of agents that cannot be read. */
  ids(): readonly string[] {
    const named = this.#sources.flatMap((source) => source.ids().toSorted());
    return [...new Set([...this.#agents.keys(), ...named])];
  }

  /** The agents that can be read, of the first thousand names. */
  list(): readonly Agent[] {
    return this.ids()
      .slice(0, MAX_LISTED)
      .flatMap((id) => this.find(id) ?? []);
  }

  /** Where an agent of a file comes from; undefined for one of the configuration. Throws UnknownAgentError. */
  origin(id: string): AgentOrigin | undefined {
    return this.#agents.has(id) ? undefined : this.#load(id);
  }

  /** The files of its folder; undefined for an agent that is of none. Throws AgentFileError. */
  files(id: string): ReadonlyMap<string, Uint8Array> | undefined {
    return this.#agents.has(id) ? undefined : this.#sourceOf(id)?.files(id);
  }

  /** Whether it came by a push or an import, and not from the operator. */
  isPushed(id: string): boolean {
    const isOwn = this.#agents.has(id) || this.#pushed === undefined;
    return !isOwn && this.#sourceOf(id) === this.#pushed;
  }

  /** The agents whose files were found broken, with the title of their source. */
  broken(): readonly (BrokenAgent & { readonly source: string })[] {
    return this.#sources.flatMap((source) =>
      source.broken().map((agent) => ({ ...agent, source: source.title })),
    );
  }

  /** Looks at all files anew. */
  async reload(): Promise<void> {
    for (const source of this.#sources) await source.reload();
  }

  /**
   * Keeps an agent that was pushed. Throws AgentFileError when its files do not fit, and TakenAgentError when
   * the configuration or an operator's file has that name.
   */
  async put(id: string, files: ReadonlyMap<string, Uint8Array>): Promise<LoadedAgent> {
    return this.#writable(id).put(id, files);
  }

  /** Takes a pushed agent away; false where there is none. Throws TakenAgentError as `put()` does. */
  async remove(id: string): Promise<boolean> {
    return this.#writable(id).remove(id);
  }

  #writable(id: string): WritableAgentSource {
    const owner = this.#agents.has(id) ? CONFIGURATION : this.#sourceOf(id)?.title;
    if (owner !== undefined && owner !== this.#pushed?.title) {
      throw new TakenAgentError(`The agent "${id}" is one of ${owner}; change it there`);
    }
    if (this.#pushed !== undefined) return this.#pushed;
    throw new TakenAgentError("This runtime has no place where agents are kept; give it a folder");
  }

  #sourceOf(id: string): AgentSource | undefined {
    return this.#sources.find((source) => source.has(id));
  }

  #load(id: string): AgentOrigin | undefined {
    const source = this.#sourceOf(id);
    if (source === undefined) return undefined;
    try {
      return { source: source.title, loaded: source.load(id) };
    } catch (cause) {
      if (!(cause instanceof AgentFileError)) throw cause;
      throw new UnknownAgentError(cause.message, { cause });
    }
  }
}

const CONFIGURATION = "uar.yaml";

export interface AgentSources {
  /** In the order in which a name is looked for. */
  readonly sources?: readonly AgentSource[];
  /** The one of them that pushed agents are kept in. */
  readonly pushed?: WritableAgentSource;
}

/** There is no agent of that name, or none that can be read. */
export class UnknownAgentError extends Error {
  override name = "UnknownAgentError";
}

/** An agent that is not changed by a command. */
export class TakenAgentError extends Error {
  override name = "TakenAgentError";
}
