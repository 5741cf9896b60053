import { z } from "zod";

import { SaidMessage } from "#runtime/event/turn-request.ts";
import type { ModelMessage } from "#runtime/model/driver.ts";
import { AgentSdkError } from "#runtime/model/model-errors.ts";
import { CompileError } from "#runtime/prompt/compile-error.ts";
import type { PromptSettings } from "#runtime/prompt/front-matter.ts";
import { definedAgent, type DefinedAgent } from "#runtime/prompt/prompt-agent.ts";
import {
  InvalidPromptConfigError,
  isPromptSetting,
  PromptConfig,
} from "#runtime/prompt/prompt-config.ts";
import { promptPath } from "#runtime/prompt/prompt-path.ts";
import { type LoadedPrompt, readReferences } from "#runtime/prompt/load-references.ts";
import { walkPrompt } from "#runtime/prompt/scan-prompt.ts";
import { renderPromptNow, type RenderedPrompt } from "#runtime/prompt/render-prompt.ts";
import type { AgentFiles } from "./agent-files.ts";
import { AgentFileError, ProblemError, type AgentProblem } from "./agent-problem.ts";
import { AGENT_ID, type Agent } from "./agent.ts";
import { readYaml } from "./read-yaml.ts";

/** The PromptL file that makes a folder an agent, in the place of agent.yaml. */
export const AGENT_PROMPT = "agent.promptl";

/** In characters of JSON: it stands in an event of each run. */
const MAX_CONVERSATION_CHARS = 24_000;

/** What a prompt in an agent's folder says of the agent. */
export interface PromptFile extends Pick<
  Agent,
  "description" | "system_prompt" | "settings" | "tools" | "agents"
> {
  readonly model?: string;
  readonly conversation?: SaidMessage[];
  readonly response_schema?: Agent["response_schema"] & {};
  readonly steps: number;
  readonly version?: string;
  readonly notes: readonly string[];
}

/** The name of the agent that another prompt of an agent's folder is: a sub-agent that no list has. */
export function subPromptId(id: string, name: string): string {
  return `${id}--${name}`;
}

/** The folder and the prompt of a sub-agent; undefined for a name that is none's. */
export function subPromptOf(
  id: string,
): { readonly folder: string; readonly path: string } | undefined {
  const at = id.lastIndexOf("--");
  if (at <= 0 || !AGENT_ID.test(id)) return undefined;
  return { folder: id.slice(0, at), path: `${id.slice(at + 2)}.promptl` };
}

/** Reads a prompt of the folder as an agent, `path` from that folder. Throws AgentFileError. */
export function readPromptFile(files: AgentFiles, id: string, path: string): PromptFile {
  const content = files.read(path) ?? "";
  try {
    const prompt = readReferences({ path, content }, find(files));
    const rendered = renderPromptNow(prompt, valuesFor);
    const [fault, ...more] = faultsOf(prompt, rendered, path);
    if (fault !== undefined) throw new AgentFileError(id, [fault, ...more]);
    const { agent, names, ...made } = definedAgent(path, rendered);
    const { version } = Version.parse(rendered.config);
    return {
      description: agent.description,
      system_prompt: agent.system_prompt,
      settings: agent.settings,
      tools: agent.tools,
      ...(agent.model !== undefined && { model: agent.model }),
      ...(version !== undefined && { version }),
      ...conversationOf(made.messages, path),
      ...(made.response_schema && { response_schema: made.response_schema }),
      steps: made.max_steps,
      agents: names.map((name) => agentNamed(name, { files, id, path })),
      notes: notesOf(rendered, made),
    };
  } catch (error) {
    if (error instanceof AgentFileError) throw error;
    if (error instanceof ProblemError) throw new AgentFileError(id, [error.problem]);
    if (!(error instanceof AgentSdkError)) throw error;
    throw new AgentFileError(id, problemsOf(error, { path, content }));
  }
}

/** What rendering does not meet: mistakes in what was left out, and variables that nobody sets. */
function faultsOf(
  prompt: LoadedPrompt,
  { config }: RenderedPrompt,
  file: string,
): readonly AgentProblem[] {
  const { parameters, errors } = walkPrompt(prompt);
  const values = valuesFor(config);
  const unset = [...parameters].filter((name) => !Object.hasOwn(values, name) && name !== "$now");
  const lines = prompt.source.content.split("\n");
  return [
    ...errors.map(faultAt),
    ...unset.map((name) => {
      const line = lines.findIndex((text) => text.includes(name)) + 1;
      const message = `Nothing gives the variable ${name} a value`;
      const fix = `write {{ ${name} = ... }} before, or a default under parameters`;
      return { file, ...(line > 0 && { line }), field: name, message, fix };
    }),
  ];
}

function faultAt({ path, start, reason }: CompileError): AgentProblem {
  return { file: path, line: start.line, message: reason.replace(/\.$/, ""), fix: CORRECT };
}

const Version = z.object({ version: z.coerce.string().optional() });

function find(files: AgentFiles) {
  return (name: string, from: string) => {
    const path = promptPath(name, from);
    const content = path === undefined ? undefined : files.read(path);
    return path === undefined || content === undefined ? undefined : { path, content };
  };
}

/** What is known when a run begins is put in then; any other variable has its default. */
function valuesFor({ parameters }: PromptSettings): Readonly<Record<string, unknown>> {
  const declared = Defaults.safeParse(parameters ?? {});
  const own = Object.entries(declared.success ? declared.data : {}).filter(
    ([, { default: value }]) => value !== undefined,
  );
  return {
    user: { name: "${user.name}", timezone: "${user.timezone}" },
    date: "${date}",
    time: "${time}",
    ...Object.fromEntries(own.map(([name, { default: value }]) => [name, value])),
  };
}

const Defaults = z.record(z.string(), z.object({ default: z.json().optional() }));

interface Naming {
  readonly files: AgentFiles;
  readonly id: string;
  readonly path: string;
}

/** A prompt of this folder, else an agent of the server. */
function agentNamed(name: string, { files, id, path: from }: Naming): string {
  const path = promptPath(name, from);
  const isHere = path !== undefined && files.read(path) !== undefined;
  const agent = isHere ? subPromptId(id, path.replace(/\.promptl$/, "")) : name;
  if (AGENT_ID.test(agent)) return agent;
  throw new ProblemError({
    file: from,
    field: "agents",
    message: `"${name}" names neither a prompt of this folder nor an agent`,
    fix: "name a file beside it, such as writer for writer.promptl, or an agent by its id",
  });
}

function conversationOf(
  messages: readonly ModelMessage[],
  file: string,
): { conversation?: SaidMessage[] } {
  if (messages.length === 0) return {};
  const said = z.array(SaidMessage).max(100).safeParse(messages);
  if (said.success && JSON.stringify(said.data).length <= MAX_CONVERSATION_CHARS) {
    return { conversation: said.data };
  }
  throw new ProblemError({
    file,
    message: said.success
      ? `Its conversation has more than ${MAX_CONVERSATION_CHARS} characters`
      : "Its conversation has a system message behind others, or more than 100 messages",
    fix: "say that in front, or in fewer words",
  });
}

function notesOf(
  { config }: RenderedPrompt,
  { tools }: Pick<DefinedAgent, "tools">,
): readonly string[] {
  const described = tools.map(
    ({ name }) =>
      `The tool ${name} is the one of that name of this server; what the prompt says of it is not used`,
  );
  const unknown = Object.keys(config).filter((key) => key !== "version" && !isPromptSetting(key));
  return [...described, ...unknown.map((key) => `The setting ${key} is read and not used`)];
}

function problemsOf(
  error: AgentSdkError,
  { path, content }: { readonly path: string; readonly content: string },
): readonly AgentProblem[] {
  if (error instanceof InvalidPromptConfigError) {
    const settings = placedSettings(path, content);
    if (settings.length > 0) return settings;
  }
  const message = error.reason.replace(/\.$/, "");
  const fix = error.hint.replace(/\.$/, "");
  if (error instanceof CompileError) return [faultAt(error)];
  return [{ file: path, line: 1, message, fix: fix === "" ? CORRECT : fix }];
}

const CORRECT = "correct it there";
const HEAD = /^(\s*)---[ \t]*\r?\n([\s\S]*?)\r?\n[ \t]*---/;

/** What is wrong with the settings, each with the line where it stands. */
function placedSettings(file: string, content: string): readonly AgentProblem[] {
  const [, before = "", yaml = ""] = HEAD.exec(content) ?? [];
  const read = readYaml(file, yaml, () => PromptConfig, before.split("\n").length + 1);
  return read.ok ? [] : read.problems;
}
