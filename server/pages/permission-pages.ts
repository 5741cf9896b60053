import { Hono } from "hono";
import { z } from "zod";

import { perform } from "#runtime/control/dispatch.ts";
import { removePermissionRule } from "#runtime/control/permission-rules.ts";
import { removeSessionAllowance } from "#runtime/control/session-allowances.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";
import { type AgentRules, permissionsPage } from "#views/permissions-page.ts";
import { urls } from "#views/urls.ts";
import { readForm } from "./form.ts";
import { html, pageFrame } from "./page.ts";

/** What may be done without asking, and taking back what was remembered. */
export function permissionPages(services: AppServices): Hono<AppEnv> {
  const { control } = services;
  const routes = new Hono<AppEnv>();

  routes.get("/permissions", async (c) => {
    const { policy, remembered } = control.permissions;
    const { mode, rules } = policy();
    const page = {
      mode,
      rules: rules.filter(({ source }) => source !== "remembered"),
      agents: agentRules(services),
      remembered: remembered.list(),
      sessions: (await control.threads.list()).filter(({ allowances }) => allowances.length > 0),
    };
    return html(c, permissionsPage({ ...(await pageFrame(c, services, "chat")), ...page }));
  });

  routes.post("/permissions/:rule/remove", async (c) => {
    const rule_id = c.req.param("rule");
    await asProblem(perform(removePermissionRule, { rule_id }, control));
    return c.redirect(urls.permissions(), 303);
  });

  routes.post("/permissions/sessions/:thread/remove", async (c) => {
    const { tool } = await readForm(c, z.object({ tool: z.string() }));
    const input = { thread_id: c.req.param("thread"), tool };
    await asProblem(perform(removeSessionAllowance, input, control));
    return c.redirect(urls.permissions(), 303);
  });
  return routes;
}

/** The agents that have something of their own to say. */
function agentRules({ control }: AppServices): readonly AgentRules[] {
  return control.agents.list().flatMap(({ id, permissions: { mode, rules } }) => {
    if (mode === undefined && rules.length === 0) return [];
    const sourced = rules.map((rule) => ({ ...rule, source: "agent" as const }));
    return [{ agent: id, rules: sourced, ...(mode !== undefined && { mode }) }];
  });
}
