import { Hono, type Context } from "hono";

import { compareRuns } from "#runtime/control/compare-runs.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { parseRunRef, readComparedRun, type RunRef } from "#runtime/control/read-compared-run.ts";
import type { ControlServices } from "#runtime/control/command.ts";
import type { ComparedRun } from "#runtime/state/compare/compared-run.ts";
import { partnersOf, type ForkPlace, type Partners } from "#runtime/state/compare/partners.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { choosePage } from "#views/compare/choose-page.ts";
import { comparePage } from "#views/compare/compare-page.ts";
import { readCompareSettings } from "#views/compare/settings.ts";
import { urls } from "#views/urls.ts";
import { html, pageFrame } from "./page.ts";

/** Two runs side by side, the choice of them, and the same as data. */
export function comparePages(services: AppServices): Hono<AppEnv> {
  const { control } = services;
  const routes = new Hono<AppEnv>();

  routes.get("/compare", async (c) => {
    const marked = c.req.queries("run");
    if (marked !== undefined) return c.redirect(markedAddress(marked), 302);
    const { a = "", b = "", ...query } = c.req.query();
    const [left, right] = [await chosen(a, control), await chosen(b, control)];
    const frame = await pageFrame(c, services, "compare");
    if (left !== undefined && right !== undefined) {
      const settings = readCompareSettings({ a, b }, query);
      return html(c, comparePage({ ...frame, a: left, b: right, settings }));
    }
    const run = left ?? right;
    const side = left === undefined ? "b" : "a";
    const choice = run && ({ side, ref: side === "a" ? a : b, run } as const);
    const partners = await partnersFor(run, control);
    return html(c, choosePage({ ...frame, partners, ...(choice && { chosen: choice }) }));
  });

  routes.get("/compare.json", async (c) => c.json(await comparison(c, control)));
  return routes;
}

async function comparison(c: Context<AppEnv>, control: ControlServices) {
  const { a, b, by } = c.req.query();
  for (const text of [a, b]) if (text !== undefined) runRef(text);
  return asProblem(perform(compareRuns, { a, b, ...(by !== undefined && { by }) }, control));
}

async function chosen(text: string, control: ControlServices): Promise<ComparedRun | undefined> {
  const ref = text.trim();
  return ref === "" ? undefined : asProblem(readComparedRun(runRef(ref), control));
}

function runRef(text: string): RunRef {
  const ref = parseRunRef(text);
  if (ref !== undefined) return ref;
  throw new ProblemError({
    status: 400,
    code: "bad_run",
    title: "That names no run",
    detail: `"${text}" is neither a run's id nor an id with an event`,
    fix: "Give the id as the list of runs shows it, and if you like an event after an @: r_1@311",
  });
}

/** Two marks of the runs list, the newest first: the older one is what the newer one is compared with. */
function markedAddress(marked: readonly string[]): string {
  const [b, a, ...others] = marked;
  if (others.length === 0)
    return urls.compare(a === undefined ? { a: b ?? "" } : { a, b: b ?? "" });
  throw new ProblemError({
    status: 400,
    code: "too_many_runs",
    title: "Two runs at a time",
    detail: `${marked.length} runs were marked`,
    fix: "Go back and mark two of them",
  });
}

async function partnersFor(
  run: ComparedRun | undefined,
  control: ControlServices,
): Promise<Partners> {
  const all = (await control.threads.list()).flatMap(({ runs }) => runs);
  const summary = all.find(({ run_id }) => run_id === run?.run_id);
  const fork = summary && (await forkOf(summary.run_id, control));
  return partnersOf(summary, all, fork);
}

/** Events with which a thread begins, the place of its fork among them. */
const FIRST_EVENTS = 8;

async function forkOf(
  run_id: string,
  { threads }: ControlServices,
): Promise<ForkPlace | undefined> {
  const thread = await threads.find(run_id);
  const entries = (await thread?.log.read(0, FIRST_EVENTS)) ?? [];
  for (const { event } of entries) {
    if (event.type === "thread.started") return event.payload.forked_from;
  }
  return undefined;
}
