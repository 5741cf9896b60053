import type { Agent, Skill } from "#runtime/agent/agent.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import { matchesGlob } from "#runtime/tool/glob.ts";
import type { SkillFile } from "./skill-file.ts";
import { runScriptTool } from "./script-tool.ts";
import type { SkillServices, SkillStore } from "./skill-store.ts";
import { readSkillTool } from "./skill-tool.ts";
import { isTagged } from "./tags.ts";

/** What skill folders bring to a run. */
export interface SkillsOfRun {
  /** Those that the message calls for: their instructions stand in the prompt. */
  readonly active: readonly Skill[];
  /** The same as files, with the servers that they bring. */
  readonly called: readonly SkillFile[];
  /** The others, by name, for the end of the prompt; empty where there are none. */
  readonly list: string;
  readonly tools: readonly Tool[];
}

const NONE: SkillsOfRun = { active: [], called: [], list: "", tools: [] };

/** The skills of an agent that names some in `skill_folders`, as a message calls for them. */
export async function skillsOfRun(
  agent: Agent,
  message: string,
  services: SkillServices | undefined,
): Promise<SkillsOfRun> {
  const skills = await skillsOfAgent(agent, services);
  if (services === undefined) return NONE;
  const { store, scripts } = services;
  if (skills.length === 0) return NONE;
  const active = skills.filter((skill) => isCalledFor(skill, message));
  const others = skills.filter((skill) => !active.includes(skill));
  return {
    active: active.map(({ id, instructions, description }) => ({
      id,
      title: id,
      instructions: instructions === "" ? description : instructions,
      keywords: [],
    })),
    called: active,
    list: listOf(others),
    tools: [
      readSkillTool(skills, store),
      ...(scripts === undefined ? [] : [runScriptTool(skills, store, scripts)]),
    ],
  };
}

/** The skills in folders that an agent names. */
export async function skillsOfAgent(
  { skill_folders }: Pick<Agent, "skill_folders">,
  services: { readonly store: Pick<SkillStore, "list"> } | undefined,
): Promise<readonly SkillFile[]> {
  if (skill_folders.length === 0 || services === undefined) return [];
  const all = await services.store.list();
  return all.filter(({ id }) => skill_folders.some((glob) => matchesGlob(glob, id)));
}

/** By its tag, such as `#pdf`; by a keyword in the message; by a pattern that the message fits. */
function isCalledFor({ id, tags, keywords, patterns }: SkillFile, message: string): boolean {
  const text = message.toLowerCase();
  return (
    isTagged(text, [id, ...tags]) ||
    keywords.some((keyword) => text.includes(keyword.toLowerCase())) ||
    patterns.some((pattern) => matchesGlob(pattern.toLowerCase(), text))
  );
}

function listOf(skills: readonly SkillFile[]): string {
  if (skills.length === 0) return "";
  const lines = skills.map(({ id, description }) => `- ${id}: ${description}`);
  return `Skills that you can read with skill__read before you need them:\n${lines.join("\n")}`;
}
