import { Hono } from "hono";

import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";
import { morePage } from "#views/more/more-page.ts";
import { html, pageFrame } from "./page.ts";

/** The page behind the last place of the bar of small screens. */
export function morePages(services: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get("/more", async (c) => html(c, morePage(await pageFrame(c, services, "pages"))));
  return routes;
}
