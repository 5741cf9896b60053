import { Hono } from "hono";

import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";
import { goDialog, goPage } from "#views/go/go-page.ts";
import { goOptions } from "#views/go/go-results.ts";
import { exactPlace, findPlaces } from "./find-places.ts";
import { html, pageFrame, wantsFragment } from "./page.ts";

const MAX_QUERY_CHARS = 200;

/** One box for everything: a page, and for the script a dialog and then what was found. */
export function goPages(services: AppServices): Hono<AppEnv> {
  const { control } = services;
  const routes = new Hono<AppEnv>();
  routes.get("/go", async (c) => {
    const { q, run } = c.req.query();
    const query = (q ?? "").trim().slice(0, MAX_QUERY_CHARS);
    const threads = await control.threads.list();
    const tools = control.toolbox().list();
    const everything = { threads, tools, agents: control.agents.list() };
    const places = findPlaces(query, everything, run === "" ? undefined : run);
    if (wantsFragment(c)) {
      return html(c, q === undefined ? goDialog({ query, places }) : goOptions(places, query));
    }
    const exact = exactPlace(query, places);
    if (exact !== undefined) return c.redirect(exact.href, 302);
    return html(c, goPage({ ...(await pageFrame(c, services, "pages")), query, places }));
  });
  return routes;
}
