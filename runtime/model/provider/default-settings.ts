import type { AgentSettings } from "#runtime/agent/agent.ts";
import type { Environment } from "./environment.ts";

/**
 * The settings that variables name, for agents that leave them open. Throws TypeError, with the value
 * and the fix, for a LLM_PARALLEL_TOOLS that is neither true nor false.
 */
export function defaultSettings(env: Environment): AgentSettings {
  const parallel = env["LLM_PARALLEL_TOOLS"]?.trim() || undefined;
  if (parallel === undefined) return {};
  if (parallel === "true" || parallel === "false") {
    return { parallel_tool_calls: parallel === "true" };
  }
  throw new TypeError(`LLM_PARALLEL_TOOLS is "${parallel}": set it to "true" or "false"`);
}
