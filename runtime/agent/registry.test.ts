import { describe, expect, it } from "vitest";

import { Agent } from "./agent.ts";
import { activeSkills, systemPrompt } from "./instructions.ts";
import { AgentRegistry, UnknownAgentError } from "./registry.ts";

const reviewer = Agent.parse({
  id: "reviewer",
  system_prompt: "You review code.",
  skills: [
    { id: "style", title: "House style", instructions: "Name things well." },
    { id: "sql", title: "SQL", instructions: "Mind the indexes.", keywords: ["select", "join"] },
  ],
});

describe("AgentRegistry", () => {
  it("answers with guide where nobody configured an agent", () => {
    expect(new AgentRegistry([]).resolve().id).toBe("guide");
  });

  it("takes the first configured agent as the default, and keeps guide", () => {
    const registry = new AgentRegistry([reviewer]);

    expect(registry.resolve().id).toBe("reviewer");
    expect(registry.list().map(({ id }) => id)).toEqual(["guide", "reviewer"]);
  });

  it("names the known agents when asked for another", () => {
    const resolve = () => new AgentRegistry([reviewer]).resolve("nobody");

    expect(resolve).toThrow(UnknownAgentError);
    expect(resolve).toThrow(/"nobody".*guide, reviewer/);
  });
});

describe("Agent", () => {
  it.each([
    { id: "Upper Case", system_prompt: "x" },
    { id: "a" },
    { id: "a", system_prompt: "" },
    { id: "a", system_prompt: "x", budget: { tokens: -1 } },
    { id: "a", system_prompt: "x", command: "rm" },
  ])("refuses %j", (definition) => {
    expect(Agent.safeParse(definition).success).toBe(false);
  });
});

describe("systemPrompt()", () => {
  it("adds the skills whose words the message has, under their titles", () => {
    const skills = activeSkills(reviewer, "Why is this JOIN slow?");

    expect(systemPrompt(reviewer, skills)).toBe(
      [
        "You review code.",
        "[SKILL: House style]\nName things well.",
        "[SKILL: SQL]\nMind the indexes.",
      ].join("\n\n"),
    );
    expect(activeSkills(reviewer, "Hello").map(({ id }) => id)).toEqual(["style"]);
  });
});
