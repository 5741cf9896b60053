import { Hono } from "hono";

import { deleteAgent } from "#runtime/control/agents.ts";
import type { ControlServices } from "#runtime/control/command.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { hasMemory, isGone } from "#runtime/control/memories.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { deleteAgentPage } from "#views/agents/delete-agent-page.ts";
import { urls } from "#views/urls.ts";
import { readForm } from "./form.ts";
import { html, pageFrame } from "./page.ts";

const DeleteForm = deleteAgent.input.pick({ memory: true });

/** Deleting an agent that was pushed or imported, after a question that says what stays. */
export function deleteAgentPages(services: AppServices): Hono<AppEnv> {
  const { control } = services;
  const routes = new Hono<AppEnv>();

  routes.get("/agents/:agent/delete", async (c) => {
    const agent = c.req.param("agent");
    const remembers = await asProblem(hasMemory(agent, control));
    const gone = isGone(agent, control);
    if (gone ? !remembers : !control.agents.isPushed(agent)) throw notHere(agent, control);
    const page = { ...(await pageFrame(c, services, "pages")), agent, isGone: gone, remembers };
    return html(c, deleteAgentPage(page));
  });

  routes.post("/agents/:agent/delete", async (c) => {
    const { memory } = await readForm(c, DeleteForm);
    await asProblem(perform(deleteAgent, { agent: c.req.param("agent"), memory }, control));
    return c.redirect(urls.agents(), 303);
  });
  return routes;
}

function notHere(id: string, { agents }: Pick<ControlServices, "agents">): ProblemError {
  if (isGone(id, { agents })) {
    const detail = `There is no agent "${id}"`;
    const fix = "Choose one from the list of agents";
    return new ProblemError({ status: 404, code: "not_found", title: "Not found", detail, fix });
  }
  return new ProblemError({
    status: 409,
    code: "conflict",
    title: "Not deleted from here",
    detail: `The agent "${id}" was neither pushed nor imported`,
    fix: "Take it out of uar.yaml, or its folder away, and reload the agents",
  });
}
