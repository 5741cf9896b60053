import { Hono } from "hono";
import { z } from "zod";

import { compactThread } from "#runtime/control/compact-thread.ts";
import { dispatch, perform } from "#runtime/control/dispatch.ts";
import { requireThread } from "#runtime/control/find-thread.ts";
import { listSessions, updateSession } from "#runtime/control/sessions.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import { localPath } from "#server/security/local-path.ts";
import type { AppServices } from "#server/services.ts";
import { queueView } from "#views/chat/queue-view.ts";
import { sessionsPage } from "#views/sessions-page.ts";
import { urls } from "#views/urls.ts";
import { readForm } from "./form.ts";
import { html, pageFrame, wantsFragment } from "./page.ts";
import { branchPlace, shownBranch } from "./shown-branch.ts";
import { threadsLost } from "./threads-lost.ts";

const Yes = z.enum(["yes", "no"]).transform((word) => word === "yes");

const SettingsForm = z.object({
  title: z.string().exactOptional(),
  pinned: Yes.exactOptional(),
  archived: Yes.exactOptional(),
  next: z.string().exactOptional(),
});

/** Absent, the branch that the session shows. */
const CompactForm = z.object({ thread_id: z.string().exactOptional() });

const QueueForm = z.object({
  change: z.enum(["edit", "remove", "promote", "down", "steer"]),
  message: z.string().exactOptional(),
  /** Where a promoted message goes, from 0; to the front, where nobody says. */
  position: z.coerce.number().int().min(0).exactOptional(),
});

const QUEUE_COMMANDS = {
  edit: "edit_queued_turn",
  remove: "remove_queued_turn",
  promote: "promote_queued_turn",
  down: "promote_queued_turn",
  steer: "steer_turn",
} as const;

/** The search over sessions, what a person may change of one, and the messages that wait in it. */
export function sessionPages(services: AppServices): Hono<AppEnv> {
  const { control } = services;
  const routes = new Hono<AppEnv>();

  routes.get("/sessions", async (c) => {
    const query = c.req.query("q") ?? "";
    const archived = c.req.query("archived") === "only";
    const wish = { query, archived: archived ? "only" : "without" };
    const found = await asProblem(perform(listSessions, wish, control));
    const frame = await pageFrame(c, services, "chat");
    const lost = threadsLost(control);
    return html(c, sessionsPage({ ...frame, ...found, query, archived, lost }));
  });

  routes.post("/s/:session/settings", async (c) => {
    const session_id = c.req.param("session");
    const { next, ...change } = await readForm(c, SettingsForm);
    await asProblem(perform(updateSession, { session_id, ...change }, control));
    return c.redirect(localPath(next ?? urls.session(session_id)), 303);
  });

  routes.post("/s/:session/compact", async (c) => {
    const session_id = c.req.param("session");
    const { thread_id } = await readForm(c, CompactForm);
    const wish = thread_id === undefined ? { session_id } : { thread_id };
    const { status, turn_id = "" } = await asProblem(perform(compactThread, wish, control));
    if (status === "no_op") throw nothingToSummarise();
    const thread = await asProblem(requireThread(control, "turn", turn_id));
    return c.redirect(await branchPlace(thread, control, `#${turn_id}`), 303);
  });

  routes.get("/s/:session/queue", async (c) => {
    const place = shownBranch(control, c.req.param("session"), { b: c.req.query("b") });
    const { thread, state } = await asProblem(place);
    if (!wantsFragment(c)) return c.redirect(await branchPlace(thread, control), 302);
    return html(c, queueView(state));
  });

  routes.post("/queue/:turn", async (c) => {
    const queued_turn_id = c.req.param("turn");
    const { change, message, ...place } = await readForm(c, QueueForm);
    const thread = await asProblem(requireThread(control, "turn", queued_turn_id));
    if (change === "down") {
      place.position = (await thread.state()).queue.indexOf(queued_turn_id) + 1;
    }
    const words = message === undefined ? {} : { input: { text: message } };
    const wish = { queued_turn_id, ...words, ...place };
    await asProblem(dispatch(QUEUE_COMMANDS[change], wish, control));
    if (wantsFragment(c)) return c.body(null, 204);
    return c.redirect(await branchPlace(thread, control), 303);
  });
  return routes;
}

function nothingToSummarise(): ProblemError {
  return new ProblemError({
    status: 409,
    code: "nothing_to_summarise",
    title: "There is nothing to summarise yet",
    detail: "The newest question and the last messages always stay as they were said",
  });
}
