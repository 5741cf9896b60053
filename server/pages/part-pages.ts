import { Hono } from "hono";

import { requireThread } from "#runtime/control/find-thread.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { runPartsFragment, runPartsPage } from "#views/chat/run-parts-page.ts";
import { html, pageFrame, wantsFragment } from "./page.ts";

/** The parts of a long run that the chat does not draw: a page or, for htmx, the parts alone. */
export function partPages(services: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/runs/:run/parts", async (c) => {
    const run_id = c.req.param("run");
    const thread = await asProblem(requireThread(services.control, "run", run_id));
    const { turns } = await thread.state();
    const turn = turns.find(({ run }) => run.run_id === run_id);
    const before = Number(c.req.query("before") ?? turn?.run.parts.length);
    const isThere = Number.isInteger(before) && before > 0;
    if (turn === undefined || !isThere || before > turn.run.parts.length) {
      throw noParts(c.req.query("before"));
    }
    if (wantsFragment(c)) return html(c, runPartsFragment({ turn, before }));
    return html(c, runPartsPage({ ...(await pageFrame(c, services, "chat")), turn, before }));
  });
  return routes;
}

function noParts(before: string | undefined): ProblemError {
  return new ProblemError({
    status: 404,
    code: "not_found",
    title: "Not found",
    detail: before === undefined ? "The run has no parts" : `The run has no part "${before}"`,
    fix: "Open the run from its conversation",
  });
}
