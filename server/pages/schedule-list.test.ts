import { expect, it } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import { filesInMemory } from "#runtime/agent/agent-files.ts";
import type { WritableAgentSource } from "#runtime/agent/agent-source.ts";
import { loadAgent } from "#runtime/agent/load-agent.ts";
import { schedulesInMemory } from "#runtime/agent/trigger/schedule-store.ts";
import { Scheduler } from "#runtime/agent/trigger/scheduler.ts";
import { scheduledTurns } from "#runtime/control/schedules.ts";
import { ManualClock } from "#runtime/test-runtime.ts";
import { testApp } from "#server/test-app.ts";

const DIGEST = { id: "digest", title: "Digest", instructions: "Sum.", schedules: ["0 9 * * *"] };
const CLERK = Agent.parse({ id: "clerk", system_prompt: "Clerk.", skills: [DIGEST] });
const HOUR_MS = 60 * 60_000;

/** Agents that were pushed: one with a schedule. */
function pushed(): WritableAgentSource {
  const text = `name: guest\nsystem_prompt: Guest.\ntriggers: [{ schedule: "0 9 * * *", skill: digest }]`;
  const files = { "agent.yaml": text, "skills/digest/SKILL.md": "Sum up." };
  const bytes = Object.entries(files).map(
    ([path, content]) => [path, new TextEncoder().encode(content)] as const,
  );
  const options = { id: "guest", today: "2026-01-01", yesterday: "2025-12-31", isBroughtIn: true };
  const loaded = loadAgent(filesInMemory(new Map(bytes)), options);
  return {
    title: "pushed agents",
    ids: () => ["guest"],
    has: (id) => id === "guest",
    load: () => loaded,
    broken: () => [],
    files: () => new Map(),
    reload: async () => {},
    put: async () => loaded,
    remove: async () => false,
  };
}

async function scheduled() {
  const clock = new ManualClock();
  let scheduler: Scheduler | undefined;
  const source = pushed();
  const app = await testApp({
    agents: [CLERK],
    sources: { sources: [source], pushed: source },
    clock,
    schedules: (control) => {
      const store = schedulesInMemory();
      const report = (problem: Error) => {
        throw problem;
      };
      const turns = scheduledTurns(control, "UTC");
      scheduler = new Scheduler({ clock, timezone: "UTC", store, report, ...turns });
      return scheduler;
    },
  });
  return { app, clock, look: async () => scheduler?.look() };
}

type App = Awaited<ReturnType<typeof testApp>>;

async function shown(app: App, agent: string): Promise<string> {
  const text = await (await app.fetch(`/agents/${agent}`)).text();
  return text.replaceAll(/<!--.*?-->/gu, "").replaceAll(/\s+/gu, " ");
}

it("153: an agent's page says when it is asked next, and leads to its last run", async () => {
  const { app, clock, look } = await scheduled();
  await look();
  expect(await shown(app, "clerk")).toContain("Jan 1, 09:00 UTC");
  clock.advance(9 * HOUR_MS);
  await look();

  const page = await shown(app, "clerk");

  const [run] = (await app.runtime.services.threads.list()).flatMap(({ runs }) => runs);
  expect(page).toContain(`href="/runs/${run?.run_id}"`);
  expect(page).toContain("Jan 2, 09:00 UTC");
});

it("153: a plain form holds a schedule back and lets it go on", async () => {
  const { app, clock, look } = await scheduled();
  await look();
  const schedule = "clerk|digest|0 9 * * *";

  const answer = await app.form("/agents/clerk/schedules", { schedule, to: "pause" });

  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/agents/clerk"]);
  expect(await shown(app, "clerk")).toContain("Resume digest, 0 9 * * *");
  clock.advance(9 * HOUR_MS);
  await look();
  expect(await app.runtime.services.threads.list()).toEqual([]);
  await app.form("/agents/clerk/schedules", { schedule, to: "resume" });
  expect(await shown(app, "clerk")).toContain("Pause digest, 0 9 * * *");
});

it("153: a pushed agent's schedule begins paused, and the page says why", async () => {
  const { app, clock, look } = await scheduled();
  await look();
  clock.advance(9 * HOUR_MS);
  await look();

  expect(await shown(app, "guest")).toContain("a pushed agent begins when you say so");
  const runs = (await app.runtime.services.threads.list()).flatMap((thread) => thread.runs);
  expect(runs.map(({ agent }) => agent)).toEqual(["clerk"]);
});
