import { Hono, type Context } from "hono";

import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";
import { summariseRun } from "#views/runs/run-summary.ts";
import { FILTERS, type RunsFilter, SORTS } from "#views/runs/runs-query.ts";
import { runsPage } from "#views/runs/runs-page.ts";
import { type ListedRun, narrowRuns, sortRuns } from "./narrow-runs.ts";
import { html, pageFrame } from "./page.ts";
import { threadsLost } from "./threads-lost.ts";

const RUNS_PER_PAGE = 50;

/** The runs list with its filters. */
export function runPages(services: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get("/runs", async (c) => {
    const filter = filterOf(c);
    const sort = SORTS.find((name) => name === c.req.query("sort")) ?? SORTS[0];
    const all = await allRuns(services);
    const { matching, facets, without } = narrowRuns(all, filter);
    const sorted = sortRuns(matching, sort);
    const cursor = c.req.query("cursor");
    const start = cursor === undefined ? 0 : 1 + sorted.findIndex((run) => run.run_id === cursor);
    const shown = sorted.slice(start, start + RUNS_PER_PAGE);
    const last = shown.at(-1);
    const hasMore = start + RUNS_PER_PAGE < sorted.length;
    const page = {
      ...(await pageFrame(c, services, "runs")),
      runs: await Promise.all(shown.map((run) => row(services, run))),
      start,
      count: sorted.length,
      total: all.length,
      query: { ...filter, ...(sort !== SORTS[0] && { sort }) },
      facets,
      without,
      lost: threadsLost(services.control),
      ...(hasMore && last !== undefined && { next: last.run_id }),
    };
    return html(c, runsPage(page));
  });
  return routes;
}

/** An empty field of the form is no filter. */
function filterOf(c: Context<AppEnv>): RunsFilter {
  const set = FILTERS.map((name) => [name, c.req.query(name)?.trim()] as const);
  return Object.fromEntries(set.filter(([, value]) => value !== undefined && value !== ""));
}

async function allRuns({ control }: AppServices): Promise<readonly ListedRun[]> {
  const sessions = await control.threads.sessions();
  return sessions.flatMap(({ runs, title }) =>
    runs.map((run) => ({ ...run, session_title: title })),
  );
}

async function row({ control }: AppServices, run: ListedRun) {
  const thread = await control.threads.open(run);
  const state = await thread.state();
  const turn = state.turns.find(({ run_id }) => run_id === run.run_id);
  if (turn === undefined) throw new Error(`The thread "${run.thread_id}" lost "${run.run_id}"`);
  return summariseRun(turn, { ...state, title: run.session_title });
}
