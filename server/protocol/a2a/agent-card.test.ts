import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";

import { Agent } from "#runtime/agent/agent.ts";
import { AgentFolder } from "#runtime/agent/node-agent-folder.ts";
import { readFolders } from "#server/agent-folders.ts";
import { testApp, type TestApp } from "#server/test-app.ts";

/** An app with one agent, "poet", which its file says. */
async function appWithPoet(metadata: string): Promise<TestApp> {
  const root = await mkdtemp(join(tmpdir(), "uar-card-"));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(join(root, "poet"));
  const text = `name: poet\ndescription: Writes verse\nsystem_prompt: Rhyme.\n${metadata}`;
  await writeFile(join(root, "poet", "agent.yaml"), text);
  const folder = new AgentFolder({ ...readFolders(root), title: "poets" });
  return testApp({ sources: { sources: [folder] } });
}

async function cardOf(app: TestApp, version: string): Promise<Record<string, unknown>> {
  const headers = { "a2a-version": version };
  const response = await app.fetch("/agents/poet/.well-known/agent-card.json", { headers });
  return z.record(z.string(), z.unknown()).parse(await response.json());
}

const OWN = {
  description: "Sonnets for every day",
  version: "3.0.0",
  provider: { organization: "Verse & Co", url: "https://verse.example" },
  documentationUrl: "https://verse.example/docs",
  iconUrl: "https://verse.example/icon.png",
  defaultInputModes: ["text/plain"],
  defaultOutputModes: ["text/markdown"],
  skills: [
    {
      id: "sonnet",
      name: "Sonnets",
      description: "Fourteen lines",
      tags: ["verse"],
      examples: ["Sing of rain"],
      inputModes: ["text/plain"],
      outputModes: ["text/markdown"],
    },
  ],
};

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

test.for(["1.0", "0.3"])(
  "A card of %s has its file's words, this server's addresses and locks (155)",
  async (version) => {
    const made = await cardOf(await appWithPoet(""), version);

    const said = await cardOf(await appWithPoet(`a2a: ${JSON.stringify(OWN)}`), version);

    expect(made["securitySchemes"]).toHaveProperty("token");
    expect(said).toEqual({ ...made, ...OWN });
  },
);

test.for(["1.0", "0.3"])(
  "A card of %s names further security schemes beside the server's own, which no file takes away (155)",
  async (version) => {
    const gateway = { oauth2SecurityScheme: { description: "The gateway's" } };
    const file = (schemes: object) => `a2a: ${JSON.stringify({ securitySchemes: schemes })}`;

    const said = await cardOf(await appWithPoet(file({ gateway })), version);
    const app = await appWithPoet(file({ token: gateway }));
    const refused = await app.fetch("/agents/poet/.well-known/agent-card.json");

    expect(said["securitySchemes"]).toMatchObject({ gateway, token: expect.anything() });
    expect([refused.status, await refused.text()]).toEqual([
      404,
      expect.stringContaining("is the server's own; choose another name"),
    ]);
  },
);

test("A card has the version of its agent's file, and without one that of the server (155)", async () => {
  const own = await cardOf(await appWithPoet("version: 1.2.0"), "1.0");
  const none = await cardOf(await appWithPoet(""), "1.0");

  expect([own["version"], none["version"]]).toEqual(["1.2.0", "0.0.0"]);
});

test.for(["name", "url", "supportedInterfaces", "capabilities", "signatures"])(
  "No file says the %s of a card: its agent is refused by file, line, field and fix (155)",
  async (field) => {
    const app = await appWithPoet(`a2a:\n  version: 1.0.0\n  ${field}: elsewhere`);

    const response = await app.fetch("/agents/poet/.well-known/agent-card.json");

    expect(response.status).toBe(404);
    expect(await response.text()).toContain(
      `poet/agent.yaml:6: a2a.${field}: There is no such field; remove it`,
    );
  },
);
