import { AgentRuntime, type AgentRuntimeConfig } from "./library/agent-runtime.ts";
import { type RunAgent, runnerOf } from "./library/run-agent.ts";
import { registeredPrompts } from "./prompt/prompt-registry.ts";
import { systemClock, systemIds, systemRandom } from "./system-services.ts";

/**
 * A runtime for prompts where there is no Node: prompts come from `registerPrompts`, keys from `secrets` or `env`.
 * Throws nothing; its runs throw AgentSdkErrors.
 */
export function createAgentRuntime(config: AgentRuntimeConfig = {}): AgentRuntime {
  return new AgentRuntime(config, {
    clock: systemClock,
    ids: systemIds(),
    random: systemRandom,
    env: config.env ?? {},
    fetch: (input, init) => globalThis.fetch(input, init),
    loader: registeredPrompts,
  });
}

/** Runs one prompt, or an agent as data. Throws the AgentSdkError that kept it from it. */
export const runAgent: RunAgent = runnerOf(createAgentRuntime);

export {
  createPromptRegistry,
  registerPromptModules,
  registerPrompts,
} from "./prompt/prompt-registry.ts";
export { AgentDepthError } from "./library/agent-runtime.ts";
export { RunFailedError } from "./library/run-prompt.ts";
export * from "./model/model-errors.ts";
export { CompileError } from "./prompt/compile-error.ts";
export { MissingToolHandlerError } from "./prompt/bind-tools.ts";
export * from "./prompt/prompt-errors.ts";
export { InvalidAnswerError } from "./prompt/read-answer.ts";
