import { Hono } from "hono";

import { toolsFor } from "#runtime/pmpo/agent-tools.ts";
import type { RunSummary } from "#runtime/state/summary.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { agentPage } from "#views/agents/agent-page.ts";
import { agentsPage } from "#views/agents/agents-page.ts";
import { html, pageFrame } from "./page.ts";

const MAX_RUNS = 20;

/** The agents of this process, as they are configured, and what they did. */
export function agentPages(services: AppServices): Hono<AppEnv> {
  const { control, models } = services;
  const { agents } = control;
  const routes = new Hono<AppEnv>();

  routes.get("/agents", async (c) => {
    const runs = Map.groupBy(await allRuns(services), ({ agent }) => agent);
    const page = {
      ...(await pageFrame(c, services, "pages")),
      agents: agents.list(),
      standard: agents.resolve().id,
      runs: new Map([...runs].map(([agent, all]) => [agent, all.length])),
    };
    return html(c, agentsPage(page));
  });

  routes.get("/agents/:agent", async (c) => {
    const id = c.req.param("agent");
    const agent = agents.list().find((known) => known.id === id);
    if (agent === undefined) throw unknownAgent(id);
    const runs = (await allRuns(services))
      .filter((run) => run.agent === id)
      .toSorted((left, right) => right.submitted_at.localeCompare(left.submitted_at));
    const page = {
      ...(await pageFrame(c, services, "pages")),
      agent,
      model: models.defaultModel,
      tools: toolsFor(agent, control.toolbox()),
      runs: runs.slice(0, MAX_RUNS),
    };
    return html(c, agentPage(page));
  });
  return routes;
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
