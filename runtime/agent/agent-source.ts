import type { AgentProblem } from "./agent-problem.ts";
import type { LoadedAgent } from "./load-agent.ts";

/** Where agents come from: their names are known, each is read when it is asked for. */
export interface AgentSource {
  /** What people call it, such as its folder. */
  readonly title: string;
  ids(): readonly string[];
  has(id: string): boolean;
  /** The agent as its files say it, or the last good version of broken ones. Throws AgentFileError. */
  load(id: string): LoadedAgent;
  /** All files of its folder, byte by byte. Throws AgentFileError where they cannot be packed. */
  files(id: string): ReadonlyMap<string, Uint8Array>;
  /** The agents whose files were found broken. */
  broken(): readonly BrokenAgent[];
  /** Looks at everything anew. */
  reload(): Promise<void>;
}

/** A source that takes agents and keeps them over restarts. */
export interface WritableAgentSource extends AgentSource {
  /** Keeps an agent's files in place of former ones. Throws AgentFileError, and then keeps nothing. */
  put(id: string, files: ReadonlyMap<string, Uint8Array>): Promise<LoadedAgent>;
  /** False where there is none of that name. */
  remove(id: string): Promise<boolean>;
}

export interface BrokenAgent {
  readonly id: string;
  readonly problems: readonly AgentProblem[];
  /** Whether its last good version answers. */
  readonly isKept: boolean;
}
