import { Hono, type Context } from "hono";
import { z } from "zod";

import { Decision } from "#runtime/event/action.ts";
import type { Json } from "#runtime/event/shared.ts";
import { CommandError } from "#runtime/control/command.ts";
import type { ActionAnswer } from "#runtime/control/decide-action.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { requireThread } from "#runtime/control/find-thread.ts";
import { respondAction } from "#runtime/control/respond-action.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import { isObject } from "#runtime/tool/json-object.ts";
import { readFields } from "#runtime/state/form-field.ts";
import { questionFields } from "#runtime/state/question-fields.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { approvalPage } from "#views/approval-page.ts";
import { approvalsPage, type ListedApproval } from "#views/approvals-page.ts";
import { approvalId } from "#views/run/element-id.ts";
import { type SessionQuery, urls } from "#views/urls.ts";
import { readForm } from "./form.ts";
import { html, pageFrame, wantsFragment } from "./page.ts";
import { branchPlace } from "./shown-branch.ts";

/** Beside these, the fields of a server's question, by the names that their form gives them. */
const ActionForm = z
  .object({
    decision: Decision,
    reason: z.string().exactOptional(),
    arguments_hash: z.string().exactOptional(),
    /** JSON, from the page on which they are edited. */
    arguments: z.string().exactOptional(),
  })
  .catchall(z.string());

/** Sessions in which answered questions are looked for, the newest first. */
const MAX_SESSIONS = 50;
const MAX_ANSWERED = 100;

/** Answers to pending actions, and the list of all questions. */
export function actionPages(services: AppServices): Hono<AppEnv> {
  const { control } = services;
  const routes = new Hono<AppEnv>();

  routes.get("/approvals", async (c) => {
    const frame = await pageFrame(c, services, "chat");
    const answered = c.req.query("state") === "answered" && (await allAnswered(services));
    const waiting = await allWaiting(services);
    return html(c, approvalsPage({ ...frame, waiting, ...(answered && { answered }) }));
  });

  routes.get("/approvals/:action", async (c) => {
    const found = await findApproval(services, c.req.param("action"));
    // What became of a call is asked where the call is.
    if (found.approval.about !== undefined) return c.redirect(found.place, 302);
    return html(c, approvalPage({ ...(await pageFrame(c, services, "chat")), ...found }));
  });

  routes.post("/actions/:action", async (c) => {
    const action_id = c.req.param("action");
    const {
      decision,
      reason,
      arguments_hash,
      arguments: text,
      ...fields
    } = await readForm(c, ActionForm);
    const answer = {
      decision,
      ...(reason !== undefined && { reason }),
      ...(arguments_hash !== undefined && { arguments_hash }),
    };
    const thread = await asProblem(requireThread(control, "action", action_id));
    try {
      const content = await contentOf(services, action_id, answer, fields);
      const changed = { ...edited(answer, text), ...content };
      await perform(respondAction, { action_id, ...answer, ...changed }, control);
    } catch (cause) {
      if (text === undefined || !isRefusedText(cause)) return asProblem(Promise.reject(cause));
      return editAgain(c, services, action_id, { text, problem: cause.message });
    }
    if (wantsFragment(c)) return c.body(null, 204);
    return c.redirect(await branchPlace(thread, control), 303);
  });
  return routes;
}

/** What the fields of a server's question were filled with; with a decline none is sent. */
async function contentOf(
  services: AppServices,
  action_id: string,
  { decision }: Pick<ActionAnswer, "decision">,
  fields: Readonly<Record<string, string | undefined>>,
): Promise<Pick<ActionAnswer, "content">> {
  if (decision !== "answer") return {};
  const { approval } = await findApproval(services, action_id);
  return { content: readFields(questionFields(approval.question?.schema) ?? [], fields) };
}

/** What the person wrote; with a no it does not matter. Throws a CommandError for what is no object. */
function edited(
  { decision }: Pick<ActionAnswer, "decision">,
  text: string | undefined,
): Pick<ActionAnswer, "arguments"> {
  if (text === undefined || decision === "deny") return {};
  let value: Json;
  try {
    // JSON.parse gives nothing but JSON values.
    value = JSON.parse(text) as Json;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError("invalid_input", `The arguments are not JSON: ${why}`, {}, { cause });
  }
  if (isObject(value)) return { arguments: value };
  const message = 'The arguments are not an object; write one like {"name": "value"}';
  throw new CommandError("invalid_input", message);
}

function isRefusedText(cause: unknown): cause is CommandError {
  return cause instanceof CommandError && cause.code === "invalid_input";
}

/** The form once more, with what was written and what is wrong with it. */
async function editAgain(
  c: Context<AppEnv>,
  services: AppServices,
  actionId: string,
  refused: { readonly text: string; readonly problem: string },
): Promise<Response> {
  const found = await findApproval(services, actionId);
  const frame = await pageFrame(c, services, "chat");
  return html(c, approvalPage({ ...frame, ...found, refused }), 422);
}

async function findApproval({ control }: AppServices, actionId: string) {
  const thread = await asProblem(requireThread(control, "action", actionId));
  const { turns, session_id } = await thread.state();
  const approvals = turns.flatMap(({ run }) => run.approvals);
  const approval = approvals.find(({ action_id }) => action_id === actionId);
  const place = await branchPlace(thread, control, `#${approvalId(actionId)}`);
  if (approval !== undefined) return { approval, session_id, place };
  const detail = `There is no action "${actionId}"`;
  throw new ProblemError({ status: 404, code: "not_found", title: "Not found", detail });
}

async function allWaiting({ control }: AppServices): Promise<readonly ListedApproval[]> {
  const sessions = await control.threads.sessions();
  return sessions
    .flatMap(({ session_id, thread_id: shown, title, branches }) =>
      branches.flatMap(({ thread_id, pending }) =>
        pending.map((approval) => ({
          approval,
          place: placeOf(session_id, thread_id === shown ? {} : { b: thread_id }, approval),
          session_title: title,
          effect: control.toolbox().get(approval.tool)?.effect,
        })),
      ),
    )
    .toSorted((left, right) => left.approval.at.localeCompare(right.approval.at));
}

/** The newest answers; a session's state has them all, the lists only those that wait. */
async function allAnswered({ control }: AppServices): Promise<readonly ListedApproval[]> {
  const sessions = (await control.threads.sessions()).filter(({ runs }) =>
    runs.some(({ tool_calls }) => tool_calls > 0),
  );
  const found: ListedApproval[] = [];
  for (const { session_id, title, branches } of sessions.slice(0, MAX_SESSIONS)) {
    for (const { thread_id } of branches) {
      const { turns } = await (await control.threads.open({ session_id, thread_id })).state();
      const answered = turns
        .filter(({ run }) => run.thread_id === thread_id)
        .flatMap(({ run }) => run.approvals)
        .filter(({ decision }) => decision !== undefined);
      for (const approval of answered) {
        const place = urls.run(approval.run_id, { at: approval.sequence });
        found.push({ approval, place, session_title: title, effect: undefined });
      }
    }
  }
  return found
    .toSorted((left, right) => decidedAt(right.approval).localeCompare(decidedAt(left.approval)))
    .slice(0, MAX_ANSWERED);
}

function decidedAt({ decided_at, at }: ApprovalState): string {
  return decided_at ?? at;
}

function placeOf(session: string, branch: SessionQuery, { action_id }: ApprovalState): string {
  return `${urls.session(session, branch)}#${approvalId(action_id)}`;
}
