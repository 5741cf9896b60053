import { Hono } from "hono";

import type { AppEnv } from "./security/app-env.ts";
import type { AppServices } from "./services.ts";

/** `/livez`: the process answers. `/readyz`: it takes work; 503 once it drains. */
export function healthRoutes({
  isReady,
  version,
}: Pick<AppServices, "isReady" | "version">): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get("/livez", (c) => c.json({ status: "live", version }));
  routes.get("/readyz", (c) =>
    isReady() ? c.json({ status: "ready" }) : c.json({ status: "draining" }, 503),
  );
  return routes;
}
