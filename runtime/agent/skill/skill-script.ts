import type { ToolContext } from "#runtime/tool/tool.ts";
import type { BuiltinOutput } from "#runtime/tool/builtin/builtin-tool.ts";
import type { ProcessFields } from "#runtime/tool/builtin/process-tools.ts";
import { SkillError } from "./skill-store.ts";

/** Where the programs of a skill lie, within its folder. */
export const SCRIPTS = "scripts/";

/** A script that may run: no link and no `..` leads to it. */
export interface SkillScript {
  /** The skill's own folder, with every link resolved: all that the script sees of the skills. */
  readonly folder: string;
  /** The script itself, within that folder. */
  readonly path: string;
  /** Whether the file system calls it a program. */
  readonly executable: boolean;
}

/** Runs a script within the walls. */
export interface SkillScriptRunner {
  /** The longest that one may take, in milliseconds. */
  readonly wall_ms: number;
  run(
    script: Pick<SkillScript, "folder"> & { readonly argv: readonly [string, ...string[]] },
    asked: ProcessFields,
    context: ToolContext,
  ): Promise<BuiltinOutput>;
}

const INTERPRETERS: Readonly<Record<string, string>> = {
  sh: "/usr/bin/bash",
  bash: "/usr/bin/bash",
  py: "/usr/bin/python3",
};

/** The command that runs a script: by the end of its name, else by itself. Throws SkillError. */
export function commandOf(
  { path, executable }: SkillScript,
  words: readonly string[],
): readonly [string, ...string[]] {
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  const interpreter = INTERPRETERS[ending];
  if (interpreter !== undefined) return [interpreter, path, ...words];
  if (executable) return [path, ...words];
  throw new SkillError(
    `"${path.split("/").at(-1)}" is no program: name it .sh or .py, or let it be executed`,
  );
}
