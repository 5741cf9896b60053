import { type Context, Hono } from "hono";
import { z } from "zod";

import type { AgentRegistry } from "#runtime/agent/registry.ts";
import { reloadAgents } from "#runtime/control/agents.ts";
import { listSchedules, pauseSchedule, resumeSchedule } from "#runtime/control/schedules.ts";
import { exportOpenAgentSpec } from "#runtime/control/open-agent-spec.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { toolsFor } from "#runtime/pmpo/agent-tools.ts";
import type { RunSummary } from "#runtime/state/summary.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { agentPage } from "#views/agents/agent-page.ts";
import { type AgentsPage, agentsPage, type ListedAgent } from "#views/agents/agents-page.ts";
import { urls } from "#views/urls.ts";
import { readForm } from "./form.ts";
import { html, pageFrame } from "./page.ts";

const MAX_RUNS = 20;
const MAX_LISTED = 200;

const ScheduleForm = z.strictObject({
  schedule: z.string(),
  to: z.enum(["pause", "resume"]),
});

/** The agents of this process, as they are configured, and what they did. */
export function agentPages(services: AppServices): Hono<AppEnv> {
  const { control, models } = services;
  const { agents } = control;
  const routes = new Hono<AppEnv>();

  routes.get("/agents", async (c) => {
    return html(c, agentsPage(await agentsListed(c, services)));
  });

  routes.post("/agents/reload", async (c) => {
    await asProblem(perform(reloadAgents, {}, control));
    return c.redirect(urls.agents(), 303);
  });

  routes.get("/agents/:agent", async (c) => {
    const id = c.req.param("agent");
    const agent = agents.find(id);
    if (agent === undefined) throw unknownAgent(id);
    const origin = agents.origin(id);
    const runs = (await allRuns(services))
      .filter((run) => run.agent === id)
      .toSorted((left, right) => right.submitted_at.localeCompare(left.submitted_at));
    const page = {
      ...(await pageFrame(c, services, "pages")),
      agent,
      ...(origin !== undefined && { origin }),
      isPushed: agents.isPushed(id),
      model: models.defaultModel,
      tools: toolsFor(agent, control.toolbox()),
      spec: await asProblem(perform(exportOpenAgentSpec, { agent: id }, control)),
      schedules: (await asProblem(perform(listSchedules, { agent: id }, control))).schedules,
      runs: runs.slice(0, MAX_RUNS),
    };
    return html(c, agentPage(page));
  });

  routes.post("/agents/:agent/schedules", async (c) => {
    const { schedule, to } = await readForm(c, ScheduleForm);
    const command = to === "resume" ? resumeSchedule : pauseSchedule;
    await asProblem(perform(command, { schedule }, control));
    return c.redirect(urls.agent(c.req.param("agent")), 303);
  });
  return routes;
}

/** The list of agents, as the address narrows it down. */
export async function agentsListed(c: Context<AppEnv>, services: AppServices): Promise<AgentsPage> {
  const { agents } = services.control;
  const runs = Map.groupBy(await allRuns(services), ({ agent }) => agent);
  const search = c.req.query("q")?.trim().toLowerCase() ?? "";
  const found = agents.ids().filter((id) => id.includes(search));
  return {
    ...(await pageFrame(c, services, "pages")),
    agents: found.slice(0, MAX_LISTED).flatMap((id) => listing(id, agents)),
    count: found.length,
    search,
    broken: agents.broken().slice(0, MAX_LISTED),
    standard: agents.resolve().id,
    runs: new Map([...runs].map(([agent, all]) => [agent, all.length])),
  };
}

function listing(id: string, agents: AgentRegistry): readonly ListedAgent[] {
  const agent = agents.find(id);
  if (agent === undefined) return [];
  const source = agents.origin(id)?.source;
  return [{ id, description: agent.description, ...(source !== undefined && { source }) }];
}

async function allRuns({ control }: AppServices): Promise<readonly RunSummary[]> {
  return (await control.threads.list()).flatMap(({ runs }) => runs);
}

function unknownAgent(id: string): ProblemError {
  return new ProblemError({
    status: 404,
    code: "not_found",
    title: "Not found",
    detail: `There is no agent "${id}"`,
    fix: "Choose one from the list of agents",
  });
}
