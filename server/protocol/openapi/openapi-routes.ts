import { Hono } from "hono";

import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";
import { openApiDocument } from "./document.ts";
import { describedOperations } from "./operations.ts";

/** `GET /openapi.json`: the API of this server, as OpenAPI 3.1. */
export function openApiRoutes({ version }: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get("/openapi.json", (c) => c.json(openApiDocument(describedOperations(), version)));
  return routes;
}
