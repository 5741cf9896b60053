import { matchesGlob } from "#runtime/tool/glob.ts";
import type { Agent, Skill } from "./agent.ts";
import { isTagged } from "./skill/tags.ts";

/** In characters; a pattern takes time that grows with the text. */
const MAX_MATCHED = 10_000;

/** The skills that apply to a message: those without conditions, those that it tags, those with one that it meets. */
export function activeSkills(agent: Agent, userInput: string): readonly Skill[] {
  const text = userInput.toLowerCase();
  return agent.skills.filter(
    ({ id, keywords, patterns = [], schedules = [] }) =>
      keywords.length + patterns.length + schedules.length === 0 ||
      isTagged(text, [id]) ||
      keywords.some((keyword) => text.includes(keyword.toLowerCase())) ||
      patterns.some((pattern) => matchesGlob(pattern.toLowerCase(), text.slice(0, MAX_MATCHED))),
  );
}

/** What the model is told first: the agent's prompt, then each active skill under its title. */
export function systemPrompt(agent: Agent, skills: readonly Skill[]): string {
  const overlays = skills.map((skill) => `[SKILL: ${skill.title}]\n${skill.instructions}`);
  return [agent.system_prompt, ...overlays].join("\n\n");
}
