import { Hono, type Context } from "hono";
import { z } from "zod";

import type { ForkedThread } from "#runtime/control/begin-branch.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { editTurn, regenerateTurn } from "#runtime/control/edit-turn.ts";
import { requireRoot } from "#runtime/control/find-thread.ts";
import { threadsOf } from "#runtime/control/list-branches.ts";
import { hideBranch } from "#runtime/control/select-branch.ts";
import { findTurn } from "#runtime/state/run-queries.ts";
import { canonicalHash } from "#runtime/tool/canonical-hash.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { branchesPage } from "#views/chat/branches-page.ts";
import {
  editQuestion,
  regenerateWith,
  type TurnForm,
  turnFormPage,
} from "#views/chat/edit-turn-view.ts";
import { urls } from "#views/urls.ts";
import { readForm } from "./form.ts";
import { html, pageFrame, wantsFragment } from "./page.ts";
import { alternativesIn, shownBranch } from "./shown-branch.ts";

const EditForm = z.object({
  message: z.string().trim().min(1, "Write a message first"),
  idempotency_key: z.string().max(100).exactOptional(),
});

const RegenerateForm = z.object({
  model: z.string().exactOptional(),
  idempotency_key: z.string().max(100).exactOptional(),
});

const BranchForm = z.object({ thread_id: z.string(), change: z.enum(["hide", "show"]) });

/** The forms by which a conversation gets branches: other words, another answer, a branch left out. */
export function branchPages(services: AppServices): Hono<AppEnv> {
  const { control } = services;
  const routes = new Hono<AppEnv>();

  routes.get("/s/:session/turns/:turn/edit", async (c) => {
    const form = await turnForm(c, services);
    const content = editQuestion(form);
    if (wantsFragment(c)) return html(c, content);
    const frame = await pageFrame(c, services, "chat");
    return html(c, turnFormPage({ ...frame, title: "Edit question", form, content }));
  });

  routes.post("/s/:session/turns/:turn/edit", async (c) => {
    const turn_id = c.req.param("turn");
    const { message, idempotency_key: key } = await readForm(c, EditForm);
    const asked = { turn_id, input: { text: message }, ...(await keyed(key, message)) };
    return toBranch(c, await asProblem(perform(editTurn, asked, control)));
  });

  routes.get("/s/:session/turns/:turn/regenerate", async (c) => {
    const form = await turnForm(c, services);
    const content = regenerateWith(form, services.models.list());
    if (wantsFragment(c)) return html(c, content);
    const frame = await pageFrame(c, services, "chat");
    return html(c, turnFormPage({ ...frame, title: "Regenerate answer", form, content }));
  });

  routes.post("/s/:session/turns/:turn/regenerate", async (c) => {
    const turn_id = c.req.param("turn");
    const { model, idempotency_key: key } = await readForm(c, RegenerateForm);
    const options = model === undefined ? {} : { model };
    const asked = { turn_id, options, ...(await keyed(key, model ?? "")) };
    return toBranch(c, await asProblem(perform(regenerateTurn, asked, control)));
  });

  routes.get("/s/:session/branches", async (c) => {
    const session_id = c.req.param("session");
    const root = await asProblem(requireRoot(control, session_id));
    const { title, active_thread_id = root.thread_id } = await root.state();
    const branches = await threadsOf(session_id, control);
    const frame = await pageFrame(c, services, "pages");
    return html(c, branchesPage({ ...frame, session_id, title, active_thread_id, branches }));
  });

  routes.get("/s/:session/arrows", async (c) => {
    const place = shownBranch(control, c.req.param("session"), { b: c.req.query("b") });
    const { thread } = await asProblem(place);
    return c.json(Object.fromEntries(await alternativesIn(thread, control)));
  });

  routes.post("/s/:session/branches", async (c) => {
    const { thread_id, change } = await readForm(c, BranchForm);
    const wish = { thread_id, hidden: change === "hide" };
    const { session_id } = await asProblem(perform(hideBranch, wish, control));
    const place = change === "hide" ? urls.session(session_id) : urls.branches(session_id);
    return c.redirect(place, 303);
  });
  return routes;
}

/** A form that is sent twice makes one branch; sent again with other words it makes another one. */
async function keyed(
  key: string | undefined,
  words: string,
): Promise<{ idempotency_key?: string }> {
  return key === undefined ? {} : { idempotency_key: `${key}-${await canonicalHash(words)}` };
}

function toBranch(c: Context<AppEnv>, branch: ForkedThread): Response {
  const { session_id, turn_id = "" } = branch;
  return c.redirect(`${urls.session(session_id)}#${turn_id}`, 303);
}

async function turnForm(c: Context<AppEnv>, { control }: AppServices): Promise<TurnForm> {
  const { session = "", turn: turnId = "" } = c.req.param();
  const place = { b: c.req.query("b"), turn: turnId };
  const { state, b } = await asProblem(shownBranch(control, session, place));
  const turn = findTurn(state, turnId);
  if (turn === undefined) throw noTurn(turnId);
  const idempotency_key = control.ids.next("t");
  const { session_id } = state;
  const nonce = c.get("nonce");
  return { turn, session_id, nonce, idempotency_key, ...(b !== undefined && { b }) };
}

function noTurn(turnId: string): ProblemError {
  const detail = `The branch has no turn "${turnId}"`;
  return new ProblemError({ status: 404, code: "not_found", title: "Not found", detail });
}
