import { Hono } from "hono";

import { describeCommands } from "#runtime/control/catalogue.ts";
import { dispatch } from "#runtime/control/dispatch.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { readJson } from "#server/security/json-body.ts";
import type { AppServices } from "#server/services.ts";

/** The control plane over HTTP: `GET /control` is the catalogue, `POST /control/<command>` does one. */
export function controlPlane({ control }: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get("/control", (c) => c.json(describeCommands()));
  routes.post("/control/:command", async (c) => {
    const input = await readJson(c);
    const result = await asProblem(dispatch(c.req.param("command"), input, control));
    return c.json(result ?? null);
  });
  return routes;
}
