import type { Agent } from "#runtime/agent/agent.ts";
import type { AgentRuntime, AgentRuntimeConfig, RunOptions } from "./agent-runtime.ts";
import type { AgentResult, AgentStream } from "./run-prompt.ts";

/** What a run without a runtime of its own may say beside its options. */
export type RunAgentOptions = RunOptions &
  Pick<AgentRuntimeConfig, "secrets" | "loader" | "providers" | "scenarios">;

/** Runs one prompt, or an agent as data: to its end, or with `stream` as its events come. */
export interface RunAgent {
  (
    agent: string | Agent,
    options: RunAgentOptions & { readonly stream: true },
  ): Promise<AgentStream>;
  (
    agent: string | Agent,
    options?: RunAgentOptions & { readonly stream?: false },
  ): Promise<AgentResult>;
}

/** `runAgent` of an entry, which makes a runtime for each run. */
export function runnerOf(create: (config: AgentRuntimeConfig) => AgentRuntime): RunAgent {
  function run(
    agent: string | Agent,
    options: RunAgentOptions & { stream: true },
  ): Promise<AgentStream>;
  function run(
    agent: string | Agent,
    options?: RunAgentOptions & { stream?: false },
  ): Promise<AgentResult>;
  function run(
    agent: string | Agent,
    { stream = false, ...options }: RunAgentOptions & { readonly stream?: boolean } = {},
  ): Promise<AgentResult | AgentStream> {
    const handle = create(options).agent(agent);
    return stream ? handle.stream(options) : handle.run(options);
  }
  return run;
}
