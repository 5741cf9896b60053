import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import { AgentFolder } from "#runtime/agent/node-agent-folder.ts";
import { testApp } from "#server/test-app.ts";

const AGENTS = [
  Agent.parse({
    id: "clerk",
    description: "Reads <only>",
    system_prompt: "You are clerk.",
    tools: ["read"],
    skills: [{ id: "tidy", title: "Tidy", instructions: "Tidy up.", keywords: ["mess"] }],
    permissions: { mode: "untrusted", rules: [{ match: "write", verdict: "deny" }] },
    settings: { temperature: 0.5 },
    budget: { cost_usd: 2 },
  }),
];

async function writeAgent(root: string, id: string, more: string): Promise<void> {
  await mkdir(join(root, id));
  await writeFile(join(root, id, "agent.yaml"), `name: ${id}\nsystem_prompt: x\n${more}\n`);
}

describe("/agents", () => {
  it("lists every agent with its runs, and marks the default", async () => {
    const app = await testApp({ agents: AGENTS });
    await app.runtime.ask("Hello");

    const text = await (await app.fetch("/agents")).text();

    expect(text).toContain('href="/agents/clerk"');
    expect(text).toContain('href="/agents/guide"');
    expect(text).toMatch(/default[\s\S]*?1[\s\S]*?run</);
  });

  it("shows what an agent is told, may use and may spend, and its runs", async () => {
    const app = await testApp({ agents: AGENTS });
    const { run } = await app.runtime.ask("What is here?");

    const text = await (await app.fetch("/agents/clerk")).text();

    expect(text).toContain("Reads &lt;only&gt;");
    for (const words of ["You are clerk.", "Tidy up.", "temperature 0.5", "$2", "untrusted"]) {
      expect(text).toContain(words);
    }
    expect(text).toContain('href="/tools/native/read"');
    expect(text).not.toContain('href="/tools/native/write"');
    expect(text).toContain(`href="/runs/${run.run_id}"`);
  });

  it("leads to a chat with the agent", async () => {
    const app = await testApp({ agents: AGENTS });

    const text = await (await app.fetch("/chat?agent=guide")).text();

    expect(text).toMatch(/value="guide" selected/);
  });

  it("shows where an agent's files are, what they ask for in vain, and what is wrong with them", async () => {
    const root = await mkdtemp(join(tmpdir(), "uar-agents-"));
    const folder = new AgentFolder({
      root,
      title: "the folder",
      isBroughtIn: false,
      cacheSize: 10,
      days: () => ({ today: "2026-03-01", yesterday: "2026-02-28" }),
    });
    const app = await testApp({ sources: { sources: [folder] } });
    try {
      await writeAgent(root, "porter", "tools: [{ type: cli, name: jq }]\nversion: 1.2.0");
      await writeAgent(root, "broken", "colour: red");
      const reloaded = await app.form("/agents/reload", {});

      expect(reloaded.status).toBe(303);
      const list = await (await app.fetch("/agents")).text();
      expect(list).toContain('href="/agents/porter"');
      expect(list).not.toContain('href="/agents/broken"');
      expect(list).toContain("agent.yaml, line 3, colour: There is no such field");
      const page = await (await app.fetch("/agents/porter")).text();
      for (const words of ["the folder", "version 1.2.0", "The command jq is left out"]) {
        expect(page).toContain(words);
      }
      expect((await app.fetch("/agents/broken")).status).toBe(404);
    } finally {
      await rm(root, { recursive: true });
    }
  });

  it("answers 404 for an agent that is not there", async () => {
    const app = await testApp();

    expect((await app.fetch("/agents/nobody")).status).toBe(404);
  });
});
