import { render } from "@lit-labs/ssr";
import { collectResult } from "@lit-labs/ssr/lib/render-result.js";
import { Hono, type Context } from "hono";

import { requireRoot, requireRun } from "#runtime/control/find-thread.ts";
import { readRun } from "#runtime/run-events.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { inspectorPage } from "#views/inspector/inspector-page.ts";
import { originScore } from "#views/inspector/origin-score.ts";
import { readSettings } from "#views/inspector/settings.ts";
import { sourcePage } from "#views/inspector/source-page.ts";
import { stagePage } from "#views/inspector/stage-page.ts";
import { urls } from "#views/urls.ts";
import { html, pageFrame } from "./page.ts";
import { themeOf } from "./theme-pages.ts";

/** One run, event by event: the inspector, its stage alone, single events, and cited places. */
export function inspectorPages(services: AppServices): Hono<AppEnv> {
  const { control } = services;
  const routes = new Hono<AppEnv>();

  const recorded = async (c: Context<AppEnv>) => {
    const { thread, run } = await asProblem(requireRun(control, c.req.param("run") ?? ""));
    const root = await asProblem(requireRoot(control, thread.session_id));
    const { title } = await root.state();
    const { epoch } = thread.log.head();
    return { run, run_id: run.run_id, title, epoch, entries: await readRun(thread.log, run) };
  };

  routes.get("/runs/:run", async (c) => {
    const frame = await pageFrame(c, services, "inspector");
    return html(c, inspectorPage({ ...frame, ...(await recorded(c)), query: c.req.query() }));
  });

  routes.get("/runs/:run/stage", async (c) => {
    const page = {
      ...(await recorded(c)),
      query: c.req.query(),
      theme: themeOf(c),
      nonce: c.get("nonce"),
      assets: services.assets("inspector"),
    };
    return html(c, stagePage(page));
  });

  routes.get("/runs/:run/origin.svg", async (c) => {
    const { run, entries: fork } = await recorded(c);
    const { forked_from } = run;
    if (forked_from === undefined) throw notInRun("origin");
    const origin = await asProblem(requireRun(control, forked_from.run_id));
    const entries = await readRun(origin.thread.log, origin.run);
    const axis = readSettings(c.req.query());
    const drawn = originScore({ fork, forked_from, origin: entries, axis });
    return c.body(await collectResult(render(drawn)), 200, { "Content-Type": "image/svg+xml" });
  });

  routes.get("/runs/:run/sources/:index{[0-9]+}", async (c) => {
    const { run } = await asProblem(requireRun(control, c.req.param("run")));
    const index = Number(c.req.param("index"));
    const citation = run.citations.find((known) => known.index === index);
    if (citation === undefined) throw notInRun(`source ${index}`);
    const frame = await pageFrame(c, services, "inspector");
    return html(c, sourcePage({ ...frame, run, citation }));
  });

  routes.get("/runs/:run/:sequence{[0-9]+\\.json}", async (c) => {
    const sequence = Number.parseInt(c.req.param("sequence"), 10);
    const entry = (await recorded(c)).entries.find(({ event }) => event.sequence === sequence);
    if (entry === undefined) throw notInRun(`event ${sequence}`);
    return c.body(entry.json, 200, { "Content-Type": "application/json; charset=utf-8" });
  });

  routes.get("/runs/:run/:sequence{[0-9]+}", (c) => {
    const { run, sequence } = c.req.param();
    const isPage = !(c.req.header("accept") ?? "").startsWith("application/json");
    const goal = isPage
      ? urls.run(run, { at: Number(sequence) })
      : urls.eventJson(run, Number(sequence));
    return c.redirect(goal, 302);
  });
  return routes;
}

function notInRun(thing: string): ProblemError {
  const detail = `This run has no ${thing}`;
  return new ProblemError({ status: 404, code: "not_found", title: "Not found", detail });
}
