import { Hono } from "hono";
import { z } from "zod";

import { Decision } from "#runtime/event/action.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { requireThread } from "#runtime/control/find-thread.ts";
import { respondAction } from "#runtime/control/respond-action.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";
import { approvalsPage, type WaitingApproval } from "#views/approvals-page.ts";
import { urls } from "#views/urls.ts";
import { readForm } from "./form.ts";
import { html, pageFrame, wantsFragment } from "./page.ts";

const ActionForm = z.object({
  decision: Decision,
  reason: z.string().exactOptional(),
  arguments_hash: z.string().exactOptional(),
});

/** Answers to pending actions, and the list of all that wait. */
export function actionPages(services: AppServices): Hono<AppEnv> {
  const { control } = services;
  const routes = new Hono<AppEnv>();

  routes.get("/approvals", async (c) => {
    const frame = await pageFrame(c, services, "chat");
    return html(c, approvalsPage({ ...frame, waiting: await allWaiting(services) }));
  });

  routes.post("/actions/:action", async (c) => {
    const action_id = c.req.param("action");
    const answer = await readForm(c, ActionForm);
    const thread = await asProblem(requireThread(control, "action", action_id));
    await asProblem(perform(respondAction, { action_id, ...answer }, control));
    if (wantsFragment(c)) return c.body(null, 204);
    return c.redirect(urls.session(thread.session_id), 303);
  });
  return routes;
}

async function allWaiting({ control }: AppServices): Promise<readonly WaitingApproval[]> {
  const threads = await control.threads.list();
  return threads
    .flatMap(({ session_id, title, pending }) =>
      pending.map((approval) => ({
        approval,
        session_id,
        session_title: title,
        effect: control.toolbox().get(approval.tool)?.effect,
      })),
    )
    .toSorted((left, right) => left.approval.at.localeCompare(right.approval.at));
}
