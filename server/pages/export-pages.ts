import { Hono, type Context } from "hono";

import { safeRun } from "#runtime/control/safe-run.ts";
import { EXPORT_FORMATS } from "#runtime/replay/export/formats.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";
import { exportChoice, exportPage } from "#views/exports/export-page.ts";
import { shareChoice, sharePage } from "#views/exports/share-page.ts";
import { readSettings, settingsQuery } from "#views/inspector/settings.ts";
import { urls } from "#views/urls.ts";
import { html, pageFrame, wantsFragment } from "./page.ts";

/** What a run can be taken away as, and how a look at it is shared: pages, and fragments for htmx. */
export function exportPages(services: AppServices): Hono<AppEnv> {
  const { control } = services;
  const routes = new Hono<AppEnv>();

  const chosen = async (c: Context<AppEnv>, homes?: 1) => {
    const run_id = c.req.param("run") ?? "";
    const options = { homes: homes === 1 };
    const { exported, redactions } = await asProblem(safeRun(run_id, control, options));
    const { run, question } = exported;
    return { run_id, session_id: run.session_id, question, redactions };
  };

  routes.get("/runs/:run/export", async (c) => {
    const query = { homes: flag(c, "homes"), content: flag(c, "content") };
    const choice = { ...(await chosen(c, query.homes)), formats: EXPORT_FORMATS, query };
    if (wantsFragment(c)) return html(c, exportChoice(choice));
    return html(c, exportPage({ ...(await pageFrame(c, services, "runs")), ...choice }));
  });

  routes.get("/runs/:run/share", async (c) => {
    const run = await chosen(c);
    const at = Number(c.req.query("at"));
    const look = settingsQuery(readSettings(c.req.query()));
    const place = urls.run(run.run_id, { ...(at > 0 && { at }), ...look });
    const choice = { ...run, place, address: new URL(place, c.req.url).href };
    if (wantsFragment(c)) return html(c, shareChoice(choice));
    return html(c, sharePage({ ...(await pageFrame(c, services, "runs")), ...choice }));
  });
  return routes;
}

function flag(c: Context<AppEnv>, name: string): 1 | undefined {
  return c.req.query(name) === undefined ? undefined : 1;
}
