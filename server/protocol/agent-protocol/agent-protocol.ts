import { Hono } from "hono";

import { asProblem } from "#server/command-problem.ts";
import { performRoute } from "#server/protocol/openapi/api-route.ts";
import { envelope } from "#server/protocol/pluto/envelope.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import type { ShapedProblem, ToldProblem } from "#server/security/problem-shape.ts";
import type { AppServices } from "#server/services.ts";
import { AGENT_PROTOCOL_ROUTES } from "./routes.ts";

/** Where the Agent Protocol is published, and where Pluto has it. */
export const AGENT_PROTOCOL_BASE = "/ap/v1/agent";
export const PLUTO_AGENT_BASE = "/api/v1/agent";

/**
 * The Agent Protocol v1 over sessions and runs: at its published address with bare objects and refusals
 * that have a `message`, at Pluto's with `{ok, data, request_id}` and problem+json.
 */
export function agentProtocol(services: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  for (const route of AGENT_PROTOCOL_ROUTES) {
    const { method, path } = route;
    routes.on(method.toUpperCase(), AGENT_PROTOCOL_BASE + path, async (c) => {
      const data = await asProblem(performRoute(route, c, services));
      return data instanceof Response ? data : c.json(data);
    });
    routes.on(method.toUpperCase(), PLUTO_AGENT_BASE + path, async (c) => {
      const data = await asProblem(performRoute(route, c, services));
      return data instanceof Response ? data : c.json(envelope(c, data));
    });
  }
  return routes;
}

/** How a refusal is said at the published address. */
export function agentProtocolProblem({ title, detail = title }: ToldProblem): ShapedProblem {
  return { body: { message: detail } };
}
