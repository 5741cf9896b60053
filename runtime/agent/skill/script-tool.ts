import { z } from "zod";

import { builtinError, builtinTool } from "#runtime/tool/builtin/builtin-tool.ts";
import { CLEANING_MS, processFields, withoutNul } from "#runtime/tool/builtin/process-tools.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import type { SkillFile } from "./skill-file.ts";
import { commandOf, SCRIPTS, type SkillScriptRunner } from "./skill-script.ts";
import { SkillError, type SkillStore } from "./skill-store.ts";
import { SKILLS } from "./skill-tool.ts";

/** The tool that runs the scripts of skills. */
export const RUN_SCRIPT = `${SKILLS}__run_script`;

const MAX_WORDS = 64;
const MAX_WORD_CHARS = 30_000;

/**
 * Runs a script of a skill in the sandbox: the skill's folder can be read, the workspace is where it works.
 * A script acts as it likes within the walls, so that the gate asks; the answer holds for exactly these words.
 */
export function runScriptTool(
  skills: readonly SkillFile[],
  store: Pick<SkillStore, "script">,
  runner: SkillScriptRunner,
): Tool {
  const tool = builtinTool({
    name: RUN_SCRIPT,
    title: "Run a skill's script",
    description: `Runs a file of a skill's ${SCRIPTS} in a sandbox without network, in the workspace; prints come back`,
    effect: "at_most_once",
    timeout_ms: runner.wall_ms + CLEANING_MS,
    input: z.strictObject({
      skill: z.enum(skills.map(({ id }) => id)),
      script: z.string().min(1).max(500).describe(`Its path below ${SCRIPTS}`),
      args: z.array(z.string().max(MAX_WORD_CHARS)).max(MAX_WORDS).default([]),
      ...processFields(runner.wall_ms),
    }),
    run: async ({ skill: id, script: path, args, ...asked }, context) => {
      const skill = skills.find((each) => each.id === id);
      if (skill === undefined) throw builtinError("FILE_NOT_FOUND", `There is no skill "${id}"`);
      try {
        const script = await store.script(skill, path);
        const argv = commandOf(script, args.map(withoutNul));
        return await runner.run({ folder: script.folder, argv }, asked, context);
      } catch (cause) {
        if (!(cause instanceof SkillError)) throw cause;
        throw builtinError("INVALID_PATH", cause.message, cause);
      }
    },
  });
  return { ...tool, source: SKILLS };
}
