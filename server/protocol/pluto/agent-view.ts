import { stringify } from "yaml";
import { z } from "zod";

import type { Agent } from "#runtime/agent/agent.ts";

/** An agent as the list of agents has it. */
export const AgentView = z.object({
  name: z.string(),
  description: z.string(),
  model: z.string().nullable(),
  tools: z.array(z.string()),
  skills: z.array(z.object({ id: z.string(), title: z.string() })),
});
export type AgentView = z.infer<typeof AgentView>;

/** What a client may know of an agent before it asks it. */
export function agentView({ id, description, model, tools, skills }: Agent): AgentView {
  return {
    name: id,
    description,
    model: model ?? null,
    tools: [...tools],
    skills: skills.map((skill) => ({ id: skill.id, title: skill.title })),
  };
}

/** The folder of files that an agent could be made of again, each path with its text. */
export function agentFiles(agent: Agent): Readonly<Record<string, string>> {
  const files: Record<string, string> = { "agent.yaml": agentSpec(agent) };
  for (const { id, title, instructions, keywords } of agent.skills) {
    const head = stringify({ name: title, keywords });
    files[`skills/${id}/SKILL.md`] = `---\n${head}---\n\n${instructions}\n`;
  }
  return files;
}

/** The definition of an agent as Pluto writes it; its skills stand beside it, in `skills/`. */
export function agentSpec(agent: Agent): string {
  const { id: name, description, model, system_prompt, tools, ...rest } = agent;
  const { settings, budget, context, permissions, agents, conversation, response_schema } = rest;
  return stringify({
    apiVersion: "pluto/v1",
    kind: "Agent",
    metadata: { name, description },
    spec: {
      ...(model !== undefined && { model }),
      system_prompt,
      tools,
      ...(agents.length > 0 && { agents }),
      ...(conversation !== undefined && { conversation }),
      ...(response_schema !== undefined && { response_schema }),
      settings,
      budget,
      context,
      permissions,
    },
  });
}
