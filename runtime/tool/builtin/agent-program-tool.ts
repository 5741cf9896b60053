import type { Json } from "#runtime/event/shared.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import type { AgentProgram } from "./agent-program.ts";
import { builtinError } from "./builtin-tool.ts";
import { cliTool, endedProcess, type RunProcess } from "./process-tools.ts";

/** What a call may take beyond its process, until that is gone. */
const CLEANING_MS = 10_000;

/** The tool that runs the program within the walls. Its arguments never become options that the file does not write. */
export function agentProgramTool(program: AgentProgram, run: RunProcess, wallMs: number): Tool {
  const {
    name,
    description,
    command: [first = "", ...rest],
    parameters,
    args,
  } = program;
  if (parameters === undefined) {
    const command = [first, ...rest, ...(args ?? [])] as const;
    return cliTool({ name, command, readme: description, options: false }, run, wallMs);
  }
  return {
    name,
    title: `Run ${name}`,
    description,
    source: "native",
    effect: "at_most_once",
    input_schema: { type: "object", additionalProperties: false, ...parameters },
    hints: { read_only: false, idempotent: false, open_world: false },
    timeout_ms: wallMs + CLEANING_MS,
    run: async (given, context) => {
      const words =
        args === undefined ? optionsFor(given) : args.flatMap((arg) => filled(arg, given));
      const argv = [first, ...rest, ...words] as const;
      const { content, details } = await endedProcess(run, argv, wallMs, context);
      // JSON.parse gives nothing but JSON values.
      return { content, details: JSON.parse(JSON.stringify(details ?? {})) as Json };
    },
  };
}

type Given = Readonly<Record<string, Json>>;

/** `--name=value` for each; what is true stands alone, what is false is left out, a list is said again and again. */
function optionsFor(given: Given): readonly string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    if (value === true) return [`--${plain(name)}`];
    if (value === false || value === null) return [];
    return listOf(value).map((item) => `--${plain(name)}=${textOf(item)}`);
  });
}

/** A word with what its `{name}`s stand for; none where an argument was not given. */
function filled(word: string, given: Given): readonly string[] {
  const [, whole] = /^\{(\w+)\}$/.exec(word) ?? [];
  if (whole !== undefined) {
    const value = given[whole];
    return value === undefined || value === null ? [] : listOf(value).map(noOption);
  }
  const names = [...word.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  if (names.some((name) => given[name] === undefined || given[name] === null)) return [];
  return [word.replace(/\{(\w+)\}/g, (_mark, name: string) => textOf(given[name] ?? ""))];
}

/** A word of the model that a program would take for an option is refused (S20). */
function noOption(value: Json): string {
  const text = textOf(value);
  if (!text.startsWith("-")) return text;
  throw builtinError(
    "EXECUTION_ERROR",
    `"${text}" would be an option; give a value without - in front`,
  );
}

function plain(name: string): string {
  if (/^[\w-]+$/.test(name)) return name;
  throw builtinError("EXECUTION_ERROR", `"${name}" is no name of an option`);
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}

function textOf(value: Json): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (!text.includes("\0")) return text;
  throw builtinError("EXECUTION_ERROR", "A word of a command cannot hold a NUL character");
}
