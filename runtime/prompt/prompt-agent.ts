import { Agent } from "#runtime/agent/agent.ts";
import type { Json } from "#runtime/event/shared.ts";
import type { ModelMessage, ModelSettings, ModelTool } from "#runtime/model/driver.ts";
import { chooseModelName } from "#runtime/model/provider/model-name.ts";
import type { PromptSource } from "./compile-error.ts";
import { InvalidPromptConfigError, readPromptConfig, type PromptConfig } from "./prompt-config.ts";
import { toModelMessages } from "./prompt-conversation.ts";
import { loadPrompt } from "./prompt-loader.ts";
import { type RenderedPrompt, renderPrompt, type RenderOptions } from "./render-prompt.ts";
import { scanPrompt } from "./scan-prompt.ts";

/** An agent that a prompt's file defines, with what the agent's own definition has no word for. */
export interface PromptAgent {
  readonly agent: Agent;
  /** What the prompt says behind its system text: a conversation before the first turn. */
  readonly messages: readonly ModelMessage[];
  /** Tools that the prompt describes; the caller brings their handlers. */
  readonly tools: readonly ModelTool[];
  /** The prompts that it may call, by path. */
  readonly agents: readonly string[];
  /** For `ModelSettings.response_schema`. Absent, the answer is text. */
  readonly response_schema?: NonNullable<ModelSettings["response_schema"]>;
  readonly max_steps: number;
  /** This agent as a tool of another. */
  readonly as_tool: ModelTool;
}

const MAX_TOOL_NAME_CHARS = 64;

/** What an agent may be called takes no more. */
const MAX_AGENT_ID_CHARS = 64;

/**
 * Makes an agent of a prompt. Throws an AgentSdkError: what rendering and scanning throw,
 * PromptNotFoundError for a name in `agents`, InvalidPromptConfigError for settings that do not fit.
 */
export async function promptAgent(
  source: PromptSource,
  options: RenderOptions = {},
): Promise<PromptAgent> {
  const { names, ...defined } = definedAgent(source.path, await renderPrompt(source, options));
  return {
    ...defined,
    agents: await agentPaths(names, source, options),
    as_tool: await promptTool(source, options),
  };
}

/** What a rendered prompt says of an agent; `names` are the prompts that it may call, as it writes them. */
export interface DefinedAgent extends Omit<PromptAgent, "agents" | "as_tool"> {
  readonly names: readonly string[];
}

/** Throws InvalidPromptConfigError for settings that do not fit. */
export function definedAgent(path: string, rendered: RenderedPrompt): DefinedAgent {
  const config = readPromptConfig(path, rendered.config);
  const { system, messages } = toModelMessages(rendered.messages, path);
  const { name = path, schema } = config;
  const form = slug(name, "_").slice(0, MAX_TOOL_NAME_CHARS);
  return {
    agent: agentOf(path, config, system),
    messages,
    tools: describedTools(config),
    names: config.agents,
    ...(schema && { response_schema: { name: form, schema } }),
    max_steps: config.maxSteps,
  };
}

/** A prompt as a tool of another, which needs no parameters to be described. Throws as `promptAgent` does. */
export async function promptTool(
  source: PromptSource,
  { loader }: Pick<RenderOptions, "loader">,
): Promise<ModelTool> {
  const scanned = await scanPrompt(source, { loader });
  const config = readPromptConfig(source.path, scanned.config);
  return {
    name: agentToolName(config, source.path),
    description: config.description ?? "",
    input_schema: inputSchema(config, scanned.parameters),
  };
}

function agentOf(path: string, config: PromptConfig, system: string): Agent {
  const words = slug(config.name ?? path, "-").toLowerCase();
  const id = /^[a-z]/.test(words) ? words : `agent-${words}`;
  const prompt = system === "" ? (config.description ?? "") : system;
  if (prompt === "") {
    throw new InvalidPromptConfigError(
      `The prompt "${path}" has no system message`,
      "Write one, or a description into its settings",
    );
  }
  const { temperature, top_p, top_k, presence_penalty, frequency_penalty, stop } = config;
  const settings = { temperature, top_p, top_k, presence_penalty, frequency_penalty, stop };
  return Agent.parse({
    id: id.slice(0, MAX_AGENT_ID_CHARS),
    description: config.description ?? "",
    system_prompt: prompt,
    ...modelOf(config),
    tools: config.tools.flatMap((tool) => (typeof tool === "string" ? [tool] : Object.keys(tool))),
    settings: present({ ...settings, max_output_tokens: config.max_tokens }),
  });
}

function modelOf({ provider, model }: PromptConfig): { model?: string } {
  return model === undefined ? {} : { model: chooseModelName({ prompt: { provider, model } }) };
}

function present(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function describedTools({ tools }: PromptConfig): ModelTool[] {
  return tools.flatMap((tool) => {
    if (typeof tool === "string") return [];
    return Object.entries(tool).map(([name, { description, parameters }]) => {
      return { name, description, input_schema: parameters };
    });
  });
}

/** Each name is looked up now, so that a missing one is known before the first run. */
async function agentPaths(
  names: readonly string[],
  source: PromptSource,
  { loader }: RenderOptions,
): Promise<string[]> {
  const paths: string[] = [];
  for (const name of names) {
    const found = loadPrompt(
      loader ?? { load: async () => Promise.resolve(undefined) },
      name,
      source.path,
    );
    paths.push((await found).path);
  }
  return paths;
}

/** `name` of the settings, else `lat_agent_<path>`, cut to what providers take. */
function agentToolName({ name }: PromptConfig, path: string): string {
  return slug(name ?? `lat_agent_${path}`, "_").slice(0, MAX_TOOL_NAME_CHARS);
}

/** What the settings say of parameters, and each variable that the prompt reads besides. */
function inputSchema(config: PromptConfig, variables: ReadonlySet<string>): Json {
  const properties: Record<string, Json> = {};
  for (const name of variables) properties[name] = {};
  for (const [name, schema] of Object.entries(config.parameters)) properties[name] = schema;
  return { type: "object", properties, required: [...variables] };
}

function slug(text: string, between: "-" | "_"): string {
  const words = text
    .replace(/\.promptl$/, "")
    .split(/[^a-zA-Z0-9]+/)
    .filter((word) => word !== "");
  return words.join(between) || "prompt";
}
