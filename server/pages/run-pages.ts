import { Hono } from "hono";

import type { RunSummary } from "#runtime/state/summary.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";
import { summariseRun } from "#views/runs/run-summary.ts";
import { runsPage } from "#views/runs/runs-page.ts";
import { html, pageFrame } from "./page.ts";

const RUNS_PER_PAGE = 50;

/** The runs list with its filter. */
export function runPages(services: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get("/runs", async (c) => {
    const { q, status, model, cursor } = c.req.query();
    const query = {
      ...(q && { q }),
      ...(status && { status }),
      ...(model && { model }),
    };
    const all = await allRuns(services);
    const matching = all.filter((run) => matches(run, query));
    const start = cursor === undefined ? 0 : 1 + matching.findIndex((run) => run.run_id === cursor);
    const shown = matching.slice(start, start + RUNS_PER_PAGE);
    const last = shown.at(-1);
    const hasMore = start + RUNS_PER_PAGE < matching.length;
    const page = {
      ...(await pageFrame(c, services, "runs")),
      runs: await Promise.all(shown.map((run) => row(services, run))),
      total: all.length,
      query,
      models: [...new Set(all.map((run) => run.model))].filter((name) => name !== "").toSorted(),
      ...(hasMore && last !== undefined && { next: last.run_id }),
    };
    return html(c, runsPage(page));
  });
  return routes;
}

async function allRuns({ control }: AppServices): Promise<readonly RunSummary[]> {
  const sessions = await control.threads.sessions();
  return sessions
    .flatMap(({ runs }) => runs)
    .toSorted((left, right) => right.submitted_at.localeCompare(left.submitted_at));
}

function matches(run: RunSummary, query: { q?: string; status?: string; model?: string }): boolean {
  const words = (query.q ?? "").toLowerCase();
  return (
    (query.status === undefined || run.status === query.status) &&
    (query.model === undefined || run.model === query.model) &&
    `${run.text} ${run.run_id}`.toLowerCase().includes(words)
  );
}

async function row({ control }: AppServices, run: RunSummary) {
  const thread = await control.threads.open(run);
  const state = await thread.state();
  const turn = state.turns.find(({ run_id }) => run_id === run.run_id);
  if (turn === undefined) throw new Error(`The thread "${run.thread_id}" lost "${run.run_id}"`);
  const root = await control.threads.root(run.session_id);
  const { title } = (await root?.state()) ?? state;
  return summariseRun(turn, { ...state, title });
}
