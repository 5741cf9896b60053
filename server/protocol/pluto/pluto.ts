import { Hono } from "hono";

import { asProblem } from "#server/command-problem.ts";
import { type ApiRoute, performRoute } from "#server/protocol/openapi/api-route.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";
import { ADMIN_ROUTES } from "./admin-routes.ts";
import { AGENT_ROUTES } from "./agent-routes.ts";
import { envelope } from "./envelope.ts";
import { SERVER_ROUTES } from "./server-routes.ts";

/** Where Pluto's API lies. */
const PLUTO_BASE = "/api/v1";

/** Every operation of Pluto's REST API but those of the Agent Protocol, at its whole address. */
export const PLUTO_ROUTES: readonly ApiRoute[] = [
  ...[...AGENT_ROUTES, ...ADMIN_ROUTES].map((route) => ({
    ...route,
    path: PLUTO_BASE + route.path,
  })),
  ...SERVER_ROUTES,
];

/** Pluto's REST API: `{ok, data, request_id}`, and problem+json for what goes wrong. */
export function pluto(services: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  for (const route of PLUTO_ROUTES) {
    routes.on(route.method.toUpperCase(), route.path, async (c) => {
      const data = await asProblem(performRoute(route, c, services));
      return data instanceof Response ? data : c.json(envelope(c, data));
    });
  }
  return routes;
}
