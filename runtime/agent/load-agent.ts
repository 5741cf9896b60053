import type { AgentProgram } from "#runtime/tool/builtin/agent-program.ts";
import {
  agentFileFor,
  type AgentFile,
  type AgentSpec,
  type CliTool,
  type ToolChoice,
} from "./agent-file.ts";
import { insidePath, type AgentFiles } from "./agent-files.ts";
import { AgentFileError, ProblemError, type AgentProblem } from "./agent-problem.ts";
import { Agent, type AgentSettings } from "./agent.ts";
import { bootstrapTexts, type Days } from "./bootstrap.ts";
import { looserThanAsked } from "./brought-in.ts";
import type { CardOverrides } from "./card-overrides.ts";
import { memoryOf } from "./memory-section.ts";
import { AGENT_PROMPT, readPromptFile, subPromptId } from "./prompt-file.ts";
import { readYaml } from "./read-yaml.ts";
import { readSkills } from "./skill-file.ts";

/** What every agent's folder has, unless it has a prompt in its place. */
export const AGENT_FILE = "agent.yaml";

export interface LoadedAgent {
  readonly agent: Agent;
  readonly version?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What its A2A card says in the place of what it is made of. */
  readonly a2a?: CardOverrides;
  /** What its files ask for and do not get here, in words. */
  readonly notes: readonly string[];
}

export interface LoadOptions extends Days {
  /** The name of its folder, which is its own. */
  readonly id: string;
  /** Another prompt of the folder, to be read as a sub-agent. */
  readonly prompt?: string;
  /** The nearest AGENTS.md above its folder. */
  readonly around?: string;
  /** Whether it came from elsewhere, so that it may not allow itself anything. */
  readonly isBroughtIn: boolean;
}

/** Makes an agent of its files. Throws AgentFileError with everything that is wrong with them (S21). */
export function loadAgent(files: AgentFiles, options: LoadOptions): LoadedAgent {
  const { id, prompt } = options;
  if (prompt !== undefined) return subPrompt(files, id, prompt);
  if (readOrFail(files, id, AGENT_PROMPT) === undefined) return loadYaml(files, options);
  if (readOrFail(files, id, AGENT_FILE) === undefined) return loadPrompt(files, options);
  const message = `The folder has an ${AGENT_FILE} beside it`;
  throw new AgentFileError(id, [{ file: AGENT_PROMPT, message, fix: "keep one of the two" }]);
}

function readOrFail(files: AgentFiles, id: string, path: string): string | undefined {
  const problems: AgentProblem[] = [];
  const text = orProblem(problems, () => files.read(path));
  if (problems.length > 0) throw new AgentFileError(id, problems);
  return text;
}

/** An agent that is a prompt, with the skills and the bootstrap files of its folder. */
function loadPrompt(files: AgentFiles, options: LoadOptions): LoadedAgent {
  const { id, around } = options;
  const { notes, version, steps, system_prompt, ...said } = readPromptFile(files, id, AGENT_PROMPT);
  const bare = agentFileFor({}).parse({ name: id });
  const skills = readSkills(files, bare);
  const problems = [...skills.problems];
  const texts = orProblem(problems, () => bootstrapTexts(files, bare.spec, options, around)) ?? [];
  if (problems.length > 0) throw new AgentFileError(id, problems);
  const agent = Agent.parse({
    ...said,
    id,
    system_prompt: [system_prompt, ...texts].join("\n\n"),
    skills: skills.skills,
    budget: { steps },
  });
  const all = [...notes, ...skills.notes];
  return { agent, ...(version !== undefined && { version }), labels: {}, notes: all };
}

/** A prompt that stands beside the agent's own. */
function subPrompt(files: AgentFiles, id: string, path: string): LoadedAgent {
  const { notes, version: _, steps, ...said } = readPromptFile(files, id, path);
  const name = subPromptId(id, path.replace(/\.promptl$/, ""));
  return { agent: Agent.parse({ ...said, id: name, budget: { steps } }), labels: {}, notes };
}

function loadYaml(files: AgentFiles, options: LoadOptions): LoadedAgent {
  const { file, problems } = readAgentFile(files, options);
  const skills = readSkills(files, file);
  problems.push(...skills.problems);
  const prompt = orProblem(problems, () => promptOf(files, file.spec, options)) ?? "";
  if (prompt === "" && problems.length === 0) {
    const message = "It says nothing to the model";
    problems.push({ file: AGENT_FILE, message, fix: "write a system_prompt" });
  }
  if (problems.length > 0) throw new AgentFileError(options.id, problems);
  const programs = options.isBroughtIn ? [] : programsOf(files, file.spec, problems);
  if (problems.length > 0) throw new AgentFileError(options.id, problems);
  const { tools, notes } = toolsOf(file.spec, options);
  const { memory, notes: unkept } = memoryOf(file.spec.memory);
  const { spec, metadata } = file;
  const { version, labels, a2a } = metadata;
  const { agents, conversation, response_schema } = spec;
  const agent = Agent.parse({
    id: metadata.name,
    description: metadata.description,
    system_prompt: prompt,
    ...modelOf(spec),
    tools,
    ...(programs.length > 0 && { programs }),
    skills: skills.skills,
    agents,
    ...(conversation !== undefined && { conversation }),
    ...(response_schema !== undefined && { response_schema }),
    permissions: spec.permissions,
    budget: spec.budget,
    context: spec.context,
    memory,
  });
  return {
    agent,
    ...(version !== undefined && { version }),
    labels,
    ...(a2a !== undefined && { a2a }),
    notes: [...notes, ...skills.notes, ...unkept, ...unused(spec)],
  };
}

/** What agent.yaml says, and what of it does not fit its place. Throws AgentFileError where it cannot be read. */
function readAgentFile(
  files: AgentFiles,
  { id, isBroughtIn }: LoadOptions,
): { readonly file: AgentFile; readonly problems: AgentProblem[] } {
  const problems: AgentProblem[] = [];
  const text = orProblem(problems, () => files.read(AGENT_FILE));
  if (text === undefined) {
    const absent = { file: AGENT_FILE, message: "There is no such file", fix: "write one" };
    throw new AgentFileError(id, problems.length > 0 ? problems : [absent]);
  }
  const read = readYaml(AGENT_FILE, text, agentFileFor);
  if (!read.ok) throw new AgentFileError(id, read.problems);
  const { metadata, spec } = read.value;
  const misfit = (part: string, field: string, message: string, fix: string): void => {
    const line = read.lineOf([part, field]) ?? 1;
    problems.push({ file: AGENT_FILE, line, field, message, fix });
  };
  if (metadata.name !== id) {
    const message = `The name is "${metadata.name}" and the folder "${id}"`;
    misfit("metadata", "name", message, "name them alike");
  }
  const excess = isBroughtIn ? looserThanAsked(spec.permissions) : undefined;
  if (excess !== undefined) misfit("spec", "permissions", excess, "leave that to uar.yaml");
  return { file: read.value, problems };
}

/** The result of a part, or nothing and the problem that ended it. */
function orProblem<Result>(problems: AgentProblem[], part: () => Result): Result | undefined {
  try {
    return part();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    problems.push(error.problem);
    return undefined;
  }
}

function promptOf(files: AgentFiles, spec: AgentSpec, options: LoadOptions): string {
  const parts = (["system_prompt", "instructions"] as const).map((field) => {
    const text = spec[field]?.trim() ?? "";
    if (!/^\.\/\S+\.md$/.test(text)) return text;
    const path = insidePath(text, { file: AGENT_FILE, field });
    const read = files.read(path);
    if (read !== undefined) return read.trim();
    const message = `There is no "${path}"`;
    throw new ProblemError({ file: AGENT_FILE, field, message, fix: "write it, or name another" });
  });
  const texts = bootstrapTexts(files, spec, options, options.around);
  return [...parts, ...texts].filter((part) => part !== "").join("\n\n");
}

function modelOf({ model, settings }: AgentSpec): { model?: string; settings: AgentSettings } {
  if (model === undefined) return { settings };
  if (typeof model === "string") return { model, settings };
  const { provider, name, temperature, max_tokens } = model;
  const own: AgentSettings = {
    ...(temperature !== undefined && { temperature }),
    ...(max_tokens !== undefined && { max_output_tokens: max_tokens }),
    ...settings,
  };
  return { model: `${provider}/${name}`, settings: own };
}

/**
 * The programs that an agent of the operator brings. They run only where uar.yaml says so, in the sandbox, and
 * their calls are asked about as any other (S17, S19).
 */
function programsOf(
  files: AgentFiles,
  { tools = [] }: AgentSpec,
  problems: AgentProblem[],
): readonly AgentProgram[] {
  const all = tools.filter((tool) => typeof tool !== "string" && tool.type === "cli");
  return all.flatMap((tool) => orProblem(problems, () => programOf(files, tool)) ?? []);
}

function programOf(files: AgentFiles, tool: CliTool): AgentProgram | undefined {
  const { type: _, readme, description, command, ...rest } = tool;
  if (command === undefined) return undefined;
  const program = { ...rest, command };
  if (readme === undefined) {
    return { ...program, description: description ?? `Runs ${program.command.join(" ")}` };
  }
  const path = insidePath(readme, { file: AGENT_FILE, field: "tools" });
  const text = files.read(path)?.trim().slice(0, MAX_README_CHARS);
  if (text !== undefined && text !== "") return { ...program, description: text.toWellFormed() };
  const message = `There is no "${path}", or nothing in it`;
  throw new ProblemError({ file: AGENT_FILE, field: "tools", message, fix: "write it" });
}

const MAX_README_CHARS = 8_000;

/** Tools by the names that the server has for them: an agent's file starts nothing (S19, S21). */
function toolsOf(
  { tools }: AgentSpec,
  { isBroughtIn }: LoadOptions,
): { tools?: readonly string[]; notes: readonly string[] } {
  if (tools === undefined) return { notes: [] };
  const notes: string[] = [];
  const names = tools.flatMap((tool) => {
    if (typeof tool === "string") return [tool];
    const { name, note } = registered(tool, isBroughtIn);
    if (note !== undefined) notes.push(note);
    return name === undefined ? [] : [name];
  });
  return { tools: names, notes };
}

function registered(tool: ToolChoice, isBroughtIn: boolean): { name?: string; note?: string } {
  switch (tool.type) {
    case "builtin":
      return { name: tool.name };
    case "mcp": {
      const name = `${tool.name}__*`;
      if (tool.server === undefined && tool.config === undefined) return { name };
      const note = `The server ${tool.name} is the one of that name under mcpServers in uar.yaml; what the file says of starting it is not used`;
      return { name, note };
    }
    case "cli":
      if (tool.command === undefined) {
        return { note: `The command ${tool.name} is left out: it says nothing under command` };
      }
      if (isBroughtIn) {
        return {
          note: `The command ${tool.name} is left out: an agent that came from elsewhere starts nothing; offer it by an MCP server`,
        };
      }
      return {
        name: tool.name,
        note: `The command ${tool.name} is a tool only where uar.yaml says tools.agent_cli, and runs in the sandbox`,
      };
  }
}

function unused({ model }: AgentSpec): readonly string[] {
  if (typeof model !== "object" || model.base_url === undefined) return [];
  return [`base_url is not used: the address of ${model.provider} is set in uar.yaml`];
}
