import type { Agent, Skill } from "./agent.ts";

/** The skills that apply to a message: those without keywords, and those with one that occurs in it. */
export function activeSkills(agent: Agent, userInput: string): readonly Skill[] {
  const text = userInput.toLowerCase();
  return agent.skills.filter(
    ({ keywords }) =>
      keywords.length === 0 || keywords.some((keyword) => text.includes(keyword.toLowerCase())),
  );
}

/** What the model is told first: the agent's prompt, then each active skill under its title. */
export function systemPrompt(agent: Agent, skills: readonly Skill[]): string {
  const overlays = skills.map((skill) => `[SKILL: ${skill.title}]\n${skill.instructions}`);
  return [agent.system_prompt, ...overlays].join("\n\n");
}
