import type { Agent } from "#runtime/agent/agent.ts";
import { type JsonObject } from "#runtime/tool/json-object.ts";
import { OWN, SPEC_VERSION } from "./component.ts";

/** An agent as an Agent component, and what of it other programs will not understand. */
export interface ExportedSpec {
  readonly component: JsonObject;
  readonly notes: readonly string[];
}

/**
 * Writes an agent in Open Agent Spec. What has no place there stands in its metadata, so that a reading of ours
 * gives the same agent. `standard` is the model where the agent has none, as `<provider>/<name>`.
 */
export function exportAgent(agent: Agent, standard: string): ExportedSpec {
  const notes: string[] = [];
  const { id, description, system_prompt } = agent;
  if (agent.model === undefined) {
    notes.push(`model: it has none of its own, and ${standard} is the default of this server`);
  }
  for (const [words, isThere] of [
    ["{{ and }} ask for an input there", system_prompt.includes("{{")],
    ["${...} stays as it is there", system_prompt.includes("${")],
  ] as const) {
    if (isThere) notes.push(`system_prompt: ${words}`);
  }
  const exact = agent.tools.filter((name) => !name.includes("*"));
  if (exact.length < agent.tools.length) {
    const globs = agent.tools.filter((name) => name.includes("*")).join(", ");
    notes.push(`tools: ${globs} name no single tool, and stand in the metadata only`);
  }
  if (exact.length > 0) notes.push("tools: they are named without their arguments");
  const own = ownParts(agent);
  for (const part of Object.keys(own)) {
    if (part !== "tools" && part !== "default_model")
      notes.push(`${part}: it stands in the metadata only`);
  }
  const component = {
    component_type: "Agent",
    id,
    name: id,
    description,
    metadata: { [OWN]: own },
    inputs: [],
    outputs: [],
    llm_config: llmConfigOf(agent, standard),
    system_prompt,
    tools: exact.map((name) => ({ component_type: "ServerTool", id: `${id}.${name}`, name })),
    toolboxes: [],
    human_in_the_loop: true,
    agentspec_version: SPEC_VERSION,
  };
  // JSON.parse gives nothing but JSON values.
  return { component: JSON.parse(JSON.stringify(component)) as JsonObject, notes };
}

/** What only our agents have; defaults are left out. */
function ownParts(agent: Agent): Readonly<Record<string, unknown>> {
  const { tools, skills, skill_folders, agents, permissions, budget, context, memory } = agent;
  const { mode, rules } = permissions;
  return {
    tools,
    ...(agent.model === undefined && { default_model: true }),
    ...(skills.length > 0 && { skills }),
    ...(skill_folders.length > 0 && { skill_folders }),
    ...(agents.length > 0 && { agents }),
    ...((mode !== undefined || rules.length > 0) && { permissions }),
    ...(Object.keys(memory).length > 0 && { memory }),
    budget,
    context,
  };
}

function llmConfigOf({ id, model, settings }: Agent, standard: string): object {
  const [provider = "", ...rest] = (model ?? standard).split("/");
  const { max_output_tokens, ...others } = settings;
  const parameters = {
    ...(max_output_tokens !== undefined && { max_tokens: max_output_tokens }),
    ...others,
  };
  return {
    component_type: provider === "openai" ? "OpenAiConfig" : "LlmConfig",
    id: `${id}.model`,
    name: model ?? standard,
    model_id: rest.join("/"),
    provider,
    ...(Object.keys(parameters).length > 0 && { default_generation_parameters: parameters }),
  };
}
