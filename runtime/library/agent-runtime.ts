import { Agent } from "#runtime/agent/agent.ts";
import type { Json } from "#runtime/event/shared.ts";
import type { ModelMessage } from "#runtime/model/driver.ts";
import { AgentSdkError } from "#runtime/model/model-errors.ts";
import type { Environment } from "#runtime/model/provider/environment.ts";
import { chooseModelName } from "#runtime/model/provider/model-name.ts";
import { bindTools, type ToolHandlers } from "#runtime/prompt/bind-tools.ts";
import { type PromptAgent, promptAgent, promptTool } from "#runtime/prompt/prompt-agent.ts";
import { loadPrompt, type PromptLoader } from "#runtime/prompt/prompt-loader.ts";
import type { SecretsResolver } from "#runtime/model/provider/secrets.ts";
import type { Scenario } from "#runtime/model/scenario/scenario-file.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import { chooseModel } from "./choose-model.ts";
import { type AgentResult, type AgentStream, beginRun, type RunPlatform } from "./run-prompt.ts";

/** What every run of a runtime shares. */
export interface AgentRuntimeConfig {
  readonly defaults?: { readonly model?: string };
  /** Asked for keys before the environment is. */
  readonly secrets?: SecretsResolver;
  /** Finds prompts; absent, the entry's own way. */
  readonly loader?: PromptLoader;
  /** As `models.providers` of uar.yaml has them. */
  readonly providers?: unknown;
  /** Scripted models, as `scenario/<name>`. */
  readonly scenarios?: readonly Scenario[];
  readonly env?: Environment;
  readonly fetch?: typeof globalThis.fetch;
}

/** What one run may choose. */
export interface RunOptions {
  /** `<provider>/<model>`: goes before the prompt's own and the default. */
  readonly model?: string;
  /** For the prompt's variables. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** What the person says; absent, the prompt's last words where they are the person's. */
  readonly input?: string;
  readonly tools?: ToolHandlers;
  /** Prompts that stand as tools, instead of those that the prompt names. */
  readonly agents?: readonly string[];
  readonly maxSteps?: number;
  /** JSON Schema of the answer, instead of the prompt's. */
  readonly schema?: Readonly<Record<string, Json>>;
  readonly signal?: AbortSignal;
}

/** What an entry adds for the place that it runs in. */
export interface LibraryPlatform extends RunPlatform {
  readonly env: Environment;
  readonly fetch: typeof globalThis.fetch;
  readonly loader: () => PromptLoader;
}

/** Prompts call each other no deeper than this. */
const MAX_AGENT_DEPTH = 8;
/** The model is told this where neither prompt nor caller has words of a person. */
const NO_WORDS = "Do what your instructions say";
const DEFAULT_MAX_STEPS = 20;

/** Sub-agents call each other without an end. */
export class AgentDepthError extends AgentSdkError {
  override name = "AgentDepthError";
  readonly code = "agent_depth";
}

/** One agent by its prompt's path, or as data. */
export interface AgentHandle {
  run(options?: RunOptions): Promise<AgentResult>;
  stream(options?: RunOptions): Promise<AgentStream>;
}

/** Runs prompts as agents (seed 002), the same wherever it runs; every run has a log of its own, in memory. */
export class AgentRuntime {
  readonly #config: AgentRuntimeConfig;
  readonly #platform: LibraryPlatform;
  #tools: ToolHandlers = {};
  #agents: readonly string[] = [];

  constructor(config: AgentRuntimeConfig, platform: LibraryPlatform) {
    this.#config = config;
    this.#platform = platform;
  }

  /** Handlers for what any prompt describes as a tool; a run's own go before. */
  registerTools(handlers: ToolHandlers): void {
    this.#tools = { ...this.#tools, ...handlers };
  }

  /** Prompts that every run may call, by path. */
  registerAgents(paths: readonly string[]): void {
    this.#agents = [...new Set([...this.#agents, ...paths])];
  }

  agent(agent: string | Agent): AgentHandle {
    return {
      run: async (options) => (await this.#begin(agent, options ?? {}, 0)).result,
      stream: (options) => this.#begin(agent, options ?? {}, 0),
    };
  }

  async #begin(agent: string | Agent, options: RunOptions, depth: number): Promise<AgentStream> {
    if (depth > MAX_AGENT_DEPTH) {
      const reason = `Agents call each other more than ${MAX_AGENT_DEPTH} deep`;
      throw new AgentDepthError(reason, "Leave an agent out of those that it is called by");
    }
    const made = typeof agent === "string" ? await this.#load(agent, options) : plain(agent);
    const { defaults = {} } = this.#config;
    const model = chooseModelName({ options, prompt: { model: made.agent.model }, defaults });
    const tools = [
      ...this.#boundTools(made, options),
      ...(await this.#agentTools(made, options, depth)),
    ];
    const schema = options.schema && { name: "answer", schema: { ...options.schema } };
    const response_schema = schema ?? made.response_schema;
    const prepared = {
      ...withInput(made.messages, options.input),
      agent: { ...made.agent, tools: tools.map(({ name }) => name) },
      tools,
      model,
      models: await chooseModel(model, this.#sources()),
      maxSteps: options.maxSteps ?? made.max_steps,
      signal: options.signal,
      ...(response_schema && { response_schema }),
    };
    return beginRun(prepared, this.#platform);
  }

  async #load(path: string, { parameters = {} }: RunOptions): Promise<PromptAgent> {
    const loader = this.#loader();
    const now = this.#platform.clock.now();
    return promptAgent(await loadPrompt(loader, path), { loader, parameters, now });
  }

  /** A tool that a prompt only names is one that a handler knows. */
  #boundTools({ agent, tools }: PromptAgent, options: RunOptions): readonly Tool[] {
    const described = new Set(tools.map(({ name }) => name));
    const named = agent.tools.filter((name) => name !== "*" && !described.has(name));
    const bare = named.map((name) => ({ name, description: "", input_schema: { type: "object" } }));
    return bindTools([...tools, ...bare], { ...this.#tools, ...options.tools });
  }

  async #agentTools(made: PromptAgent, options: RunOptions, depth: number): Promise<Tool[]> {
    const loader = this.#loader();
    const paths = new Set([...(options.agents ?? made.agents), ...this.#agents]);
    return Promise.all(
      [...paths].map(async (path): Promise<Tool> => {
        const source = await loadPrompt(loader, `/${path}`);
        const { tools = {}, model } = options;
        return {
          ...(await promptTool(source, { loader })),
          source: "agent",
          effect: "at_most_once",
          run: async (parameters, { signal }) => {
            const own = { parameters, tools, signal, ...(model !== undefined && { model }) };
            const { result } = await this.#begin(`/${source.path}`, own, depth + 1);
            return { content: (await result).text };
          },
        };
      }),
    );
  }

  #loader(): PromptLoader {
    return this.#config.loader ?? this.#platform.loader();
  }

  #sources() {
    const { clock, env, fetch } = this.#platform;
    const { defaults: _, loader: _own, ...sources } = this.#config;
    return { clock, env, fetch, ...sources };
  }
}

function plain(agent: Agent): PromptAgent {
  const as_tool = { name: agent.id, description: agent.description, input_schema: {} };
  const definition = Agent.parse(agent);
  return {
    agent: definition,
    messages: [],
    tools: [],
    agents: [],
    max_steps: DEFAULT_MAX_STEPS,
    as_tool,
  };
}

/** The words of this turn, and the conversation before them. */
function withInput(messages: readonly ModelMessage[], input: string | undefined) {
  const last = messages.at(-1);
  if (input !== undefined) return { messages, input };
  if (last?.role !== "user") return { messages, input: NO_WORDS };
  return { messages: messages.slice(0, -1), input: last.content };
}
