import { z } from "zod";

import type { Tool, ToolContext } from "#runtime/tool/tool.ts";
import { type BuiltinOutput, builtinError, builtinTool } from "./builtin-tool.ts";
import type { ProcessAsk, ProcessEnd } from "./node-run-process.ts";

/** One argument of a program may hold 128 KB. */
const MAX_CODE_CHARS = 30_000;
const MAX_STDIN_CHARS = 100_000;
const MAX_WORDS = 64;
/** What a call may take beyond its process, until that is gone. */
export const CLEANING_MS = 10_000;

/** Runs a command within the walls. */
export type RunProcess = (ask: ProcessAsk, context: ToolContext) => Promise<ProcessEnd>;

/** A program that the operator offers as a tool (PAF tool type `cli`). */
export interface CliProgram {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** What the model reads of it. */
  readonly readme: string;
  /** Whether a word of the model may be an option of the program. */
  readonly options: boolean;
}

const INTERPRETERS = { bash: "/usr/bin/bash", python: "/usr/bin/python3" } as const;

/** What a model may ask of any process, as members of a tool's input. */
export function processFields(wallMs: number): ProcessSchemas {
  const max = Math.max(1, Math.floor(wallMs / 1000));
  return {
    stdin: z.string().max(MAX_STDIN_CHARS).default("").describe("What it reads"),
    interactive: z
      .boolean()
      .default(false)
      .describe("Whether a person may write to it while it runs"),
    timeout_seconds: z.int().min(1).max(max).default(Math.min(max, 60)),
  };
}

/** `run_code` (seed 004): a program of the model, in bash or Python. */
export function runCode(run: RunProcess, wallMs: number): Tool {
  return builtinTool({
    name: "run_code",
    title: "Run code",
    description:
      "Runs a program in a sandbox without network; the workspace is its folder, and prints come back",
    effect: "at_most_once",
    timeout_ms: wallMs + CLEANING_MS,
    input: z.strictObject({
      language: z.enum(["python", "bash"]),
      code: z.string().min(1).max(MAX_CODE_CHARS),
      ...processFields(wallMs),
    }),
    run: ({ language, code, ...rest }, context) =>
      ranToEnd(run, [INTERPRETERS[language], "-c", withoutNul(code)], rest, context),
  });
}

/** `shell`: one command line. */
export function shell(run: RunProcess, wallMs: number): Tool {
  return builtinTool({
    name: "shell",
    title: "Run a command",
    description: "Runs a command line of bash in a sandbox without network, in the workspace",
    effect: "at_most_once",
    timeout_ms: wallMs + CLEANING_MS,
    input: z.strictObject({
      command: z.string().min(1).max(MAX_CODE_CHARS),
      ...processFields(wallMs),
    }),
    run: ({ command, ...rest }, context) =>
      ranToEnd(run, [INTERPRETERS.bash, "-c", withoutNul(command)], rest, context),
  });
}

/**
 * A program of the operator. No shell reads the model's words, and unless the operator says
 * otherwise none of them is an option: they stand after `--` (S20).
 */
export function cliTool(
  { name, command, readme, options }: CliProgram,
  run: RunProcess,
  wallMs: number,
): Tool {
  return builtinTool({
    name,
    title: `Run ${name}`,
    description: readme,
    effect: "at_most_once",
    timeout_ms: wallMs + CLEANING_MS,
    input: z.strictObject({
      args: z.array(z.string().max(MAX_CODE_CHARS)).max(MAX_WORDS).default([]),
      ...processFields(wallMs),
    }),
    run: ({ args, ...rest }, context) => {
      const words = args.map(withoutNul);
      return ranToEnd(run, [...command, ...(options ? [] : ["--"]), ...words], rest, context);
    },
  });
}

/** Runs a program that reads nothing, as long as it may. */
export function endedProcess(
  run: RunProcess,
  argv: readonly [string, ...string[]],
  wallMs: number,
  context: ToolContext,
): Promise<BuiltinOutput> {
  const asked = { stdin: "", interactive: false, timeout_seconds: wallMs / 1000 };
  return ranToEnd(run, argv, asked, context);
}

interface ProcessSchemas {
  readonly stdin: z.ZodDefault<z.ZodString>;
  readonly interactive: z.ZodDefault<z.ZodBoolean>;
  readonly timeout_seconds: z.ZodDefault<z.ZodInt>;
}

/** What was asked of a process beside its command. */
export interface ProcessFields {
  readonly stdin: string;
  readonly interactive: boolean;
  readonly timeout_seconds: number;
}

/** Runs a command to its end, and tells what it printed and how it ended. */
export async function ranToEnd(
  run: RunProcess,
  argv: readonly [string, ...string[]],
  { stdin, interactive, timeout_seconds }: ProcessFields,
  context: ToolContext,
): Promise<BuiltinOutput> {
  const timeout_ms = timeout_seconds * 1000;
  const { output, ...facts } = await run({ argv, stdin, interactive, timeout_ms }, context);
  const { exit_code, ended_because } = facts;
  const how = ended_because === undefined ? exitWords(exit_code) : `[Ended: ${ended_because}]`;
  const content = [output.trimEnd(), how].filter((part) => part !== "").join("\n\n");
  return { content: content === "" ? "[No output]" : content, details: facts };
}

function exitWords(code: number | undefined): string {
  if (code === 0) return "";
  return code === undefined ? "[A signal ended it]" : `[Exit code ${code}]`;
}

/** A word of a command. Throws ToolError for one that no command can hold. */
export function withoutNul(word: string): string {
  if (!word.includes("\0")) return word;
  throw builtinError("EXECUTION_ERROR", "A word of a command cannot hold a NUL character");
}
