import { expect, test } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import { testApp } from "#server/test-app.ts";

test("A card is made of its agent: who it is, what it is good at, and how one gets in", async () => {
  const skills = [
    { id: "sonnet", title: "Sonnets", instructions: "Fourteen lines.", keywords: ["verse"] },
  ];
  const described = { id: "poet", description: "Writes verse", system_prompt: "Rhyme.", skills };
  const app = await testApp({ agents: [Agent.parse(described)] });

  const response = await app.fetch("/agents/poet/.well-known/agent.json");

  expect(await response.json()).toMatchObject({
    name: "poet",
    description: "Writes verse",
    version: "0.0.0",
    capabilities: { streaming: true },
    skills: [{ id: "chat" }, { id: "sonnet", name: "Sonnets", tags: ["verse"] }],
    defaultInputModes: expect.arrayContaining(["text/plain"]),
    defaultOutputModes: expect.arrayContaining(["text/plain"]),
    securitySchemes: { token: { scheme: "bearer" } },
    url: expect.stringMatching(/\/a2a\/agents\/poet$/),
  });
});
