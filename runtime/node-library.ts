import { AgentRuntime, type AgentRuntimeConfig } from "./library/agent-runtime.ts";
import { type RunAgent, runnerOf } from "./library/run-agent.ts";
import { nodeHttpFetch } from "./model/node-http-fetch.ts";
import { fsPromptLoader } from "./prompt/node-prompt-loader.ts";
import { systemClock, systemIds, systemRandom } from "./system-services.ts";

/** A runtime for prompts in Node: they come from the working folder, keys from `secrets` or the environment. */
export function createAgentRuntime(config: AgentRuntimeConfig = {}): AgentRuntime {
  return new AgentRuntime(config, {
    clock: systemClock,
    ids: systemIds(),
    random: systemRandom,
    env: config.env ?? process.env,
    fetch: nodeHttpFetch,
    loader: () => fsPromptLoader({ root: process.cwd() }),
  });
}

/** Runs one prompt, or an agent as data. Throws the AgentSdkError that kept it from it. */
export const runAgent: RunAgent = runnerOf(createAgentRuntime);

export { AgentDepthError } from "./library/agent-runtime.ts";
export { RunFailedError } from "./library/run-prompt.ts";
export * from "./model/model-errors.ts";
export { MissingToolHandlerError } from "./prompt/bind-tools.ts";
export { CompileError } from "./prompt/compile-error.ts";
export { fsPromptLoader } from "./prompt/node-prompt-loader.ts";
export * from "./prompt/prompt-errors.ts";
export {
  createPromptRegistry,
  registerPromptModules,
  registerPrompts,
} from "./prompt/prompt-registry.ts";
export { InvalidAnswerError } from "./prompt/read-answer.ts";
