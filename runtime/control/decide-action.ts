import { z } from "zod";

import { AnswerContent, Decision, type EditedArguments } from "#runtime/event/action.ts";
import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { PermissionScope } from "#runtime/event/permission.ts";
import { Json } from "#runtime/event/shared.ts";
import { alwaysAllow, type RememberedRule } from "#runtime/permission/remembered-rules.ts";
import { ruleWords } from "#runtime/permission/rule.ts";
import { runIds } from "#runtime/state/run-queries.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import type { Thread } from "#runtime/thread.ts";
import { checkAnswer } from "./check-answer.ts";
import { CommandError, type ControlServices } from "./command.ts";
import { editedArguments } from "./edited-arguments.ts";
import { requireThread } from "./find-thread.ts";

export const ActionAnswer = z.strictObject({
  action_id: z.string().min(1),
  decision: Decision,
  reason: z.string().max(1_000).exactOptional(),
  /** The hash of the arguments that the person saw; another one than the action's is refused. */
  arguments_hash: z.string().exactOptional(),
  /** What to run in place of those arguments; it counts only with a decision that allows. */
  arguments: z.record(z.string(), Json).exactOptional(),
  /** The fields that a server asked for, with the decision `answer`; what is absent is not told. */
  content: AnswerContent.exactOptional(),
});
export type ActionAnswer = z.output<typeof ActionAnswer>;

export interface RespondedAction {
  readonly action_id: string;
  readonly decision: Decision;
  /** The hash of what runs; absent where the person said no, or was not asked about that. */
  readonly arguments_hash?: string;
  /** The rule that "always" has made. */
  readonly rule_id?: string;
}

/**
 * Takes one answer to a pending action: compare and set, so of any number of answers one counts
 * (R12). Rejects with a `conflict` CommandError that carries the earlier decision.
 */
export async function decideAction(
  answer: ActionAnswer,
  services: ControlServices,
): Promise<RespondedAction> {
  const { action_id, decision } = answer;
  const thread = await requireThread(services, "action", action_id);
  const asked = await pending(thread, answer, services);
  const edited = await editedArguments(asked, answer, services);

  return services.threads.exclusive(thread.thread_id, async () => {
    const { approval } = await pending(thread, answer, services);
    const rule = decision === "allow_always" ? await remember(approval, thread, services) : null;
    try {
      const { run } = await pending(thread, answer, services);
      await thread.append(facts(run, approval, answer, edited, rule));
    } catch (cause) {
      if (rule !== null) await services.permissions.remembered.remove(rule.id);
      throw cause;
    }
    const arguments_hash = edited?.arguments_hash ?? approval.arguments_hash;
    return {
      action_id,
      decision,
      ...(decision !== "deny" && approval.about !== "question" && { arguments_hash }),
      ...(rule !== null && { rule_id: rule.id }),
    };
  });
}

/** The action, which this answer would still be heard for. */
async function pending(
  thread: Thread,
  answer: ActionAnswer,
  { clock }: ControlServices,
): Promise<{ run: RunState; approval: ApprovalState }> {
  const { action_id } = answer;
  for (const { run } of (await thread.state()).turns) {
    const approval = run.approvals.find((known) => known.action_id === action_id);
    if (approval === undefined) continue;
    checkAnswer(approval, run, answer, clock.now());
    return { run, approval };
  }
  throw new CommandError("not_found", `There is no action "${action_id}"`);
}

/** The rule is on disk before the decision counts: what was not kept was not allowed for ever. */
async function remember(
  { tool, run_id, action_id }: ApprovalState,
  { thread_id }: Thread,
  { clock, permissions }: ControlServices,
): Promise<RememberedRule> {
  const rule = alwaysAllow({ tool, thread_id, run_id, action_id }, clock);
  try {
    await permissions.remembered.add(rule);
  } catch (cause) {
    const message = "The rule could not be kept, so nothing is decided; allow it once instead";
    throw new CommandError("unavailable", message, {}, { cause });
  }
  return rule;
}

function facts(
  run: RunState,
  { about, tool, tool_call_id, arguments_hash: askedHash }: ApprovalState,
  answer: ActionAnswer,
  edited: EditedArguments | undefined,
  rule: RememberedRule | null,
): readonly EventDraft[] {
  const ids = { ...runIds(run), action_id: answer.action_id, tool_call_id };
  const { decision } = answer;
  const decided_by = "person";
  const said = { ...(edited !== undefined && { edited }), ...saidIn(answer, about) };
  const resolved: EventDraft = {
    type: "action.resolved",
    ...ids,
    payload: { decision, decided_by, ...said },
  };
  if (about !== undefined) return [resolved];
  const arguments_hash = edited?.arguments_hash ?? askedHash;
  const verdict = decision === "deny" ? "deny" : "allow";
  const scope = SCOPES[decision];
  const permission: EventDraft = {
    type: "permission.resolved",
    ...ids,
    payload: { tool, verdict, decided_by, ...(scope && { scope }), arguments_hash },
  };
  return rule === null ? [resolved, permission] : [resolved, permission, remembered(ids, rule)];
}

/** The words of an answer, and what a server asked for. */
function saidIn(
  { decision, reason = "", content = {} }: ActionAnswer,
  about: ApprovalState["about"],
) {
  return {
    ...(reason !== "" && { reason }),
    ...(decision === "answer" && { content }),
    ...(about === "question" && { action_type: about }),
  };
}

const SCOPES: Readonly<Partial<Record<Decision, PermissionScope>>> = {
  allow_once: "once",
  allow_session: "session",
  allow_always: "always",
};

function remembered(ids: object, rule: RememberedRule): EventDraft {
  const words = ruleWords(rule);
  const summary = `From now on: ${words}`;
  return {
    type: "policy.changed",
    ...ids,
    payload: { policy: "remembered", summary, changed_by: "person", added: [words] },
  };
}
