import { type Tool, ToolError } from "#runtime/tool/tool.ts";
import type { Json } from "#runtime/event/shared.ts";
import type { SkillFile } from "./skill-file.ts";
import { SkillError, type SkillStore } from "./skill-store.ts";

/** The source of the tool that reads skills. */
export const SKILLS = "skill";

/** Reads a skill's instructions, or a file beside them; only skills of the agent. */
export function readSkillTool(skills: readonly SkillFile[], store: SkillStore): Tool {
  return {
    name: `${SKILLS}__read`,
    title: "Read a skill",
    description: "Reads the instructions of a skill, or one of the files that come with it",
    source: SKILLS,
    effect: "read",
    input_schema: {
      type: "object",
      properties: {
        skill: { type: "string", enum: skills.map(({ id }) => id) },
        path: { type: "string", description: "One of its files; absent, the instructions" },
      },
      required: ["skill"],
      additionalProperties: false,
    },
    run: async (args) => ({ content: await read(args, skills, store) }),
  };
}

async function read(
  { skill: id, path }: Record<string, Json>,
  skills: readonly SkillFile[],
  store: SkillStore,
): Promise<string> {
  const skill = skills.find((each) => each.id === id);
  if (skill === undefined) throw new ToolError(`There is no skill "${JSON.stringify(id)}"`);
  try {
    if (typeof path === "string") return await store.read(skill, path);
    const files = await store.files(skill);
    const beside = files.length === 0 ? [] : [`Files: ${files.join(", ")}`];
    return [skill.instructions, ...beside].join("\n\n");
  } catch (cause) {
    if (cause instanceof SkillError) throw new ToolError(cause.message, undefined, { cause });
    throw cause;
  }
}
