import { describe, expect, it } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
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

  it("answers 404 for an agent that is not there", async () => {
    const app = await testApp();

    expect((await app.fetch("/agents/nobody")).status).toBe(404);
  });
});
