import type { AnswerContent } from "#runtime/event/action.ts";
import type { Json } from "#runtime/event/shared.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { ownMember } from "#runtime/tool/json-object.ts";
import { checkSchema } from "#runtime/tool/json-schema.ts";
import { questionFields } from "#runtime/state/question-fields.ts";
import { CommandError } from "./command.ts";
import type { ActionAnswer } from "./decide-action.ts";

/**
 * Whether an answer is still heard: the first one, in time, for the arguments that were shown, and
 * one of those that were offered. Throws a CommandError that says what stands against it.
 */
export function checkAnswer(
  approval: ApprovalState,
  run: RunState,
  answer: ActionAnswer,
  now: string,
): void {
  const { decision } = approval;
  if (decision !== undefined) {
    throw new CommandError("conflict", `This was already answered: ${decision}`, earlier(approval));
  }
  if (approval.expires_at !== undefined && Date.parse(approval.expires_at) <= Date.parse(now)) {
    const details = { decision: "expired", decided_at: approval.expires_at };
    throw new CommandError("conflict", "The time to answer this is over", details);
  }
  if (run.cancel !== undefined) {
    const details = { decision: "cancelled", decided_at: run.cancel.at };
    throw new CommandError("conflict", "The run is being stopped", details);
  }
  if (answer.arguments_hash !== undefined && answer.arguments_hash !== approval.arguments_hash) {
    throw new CommandError(
      "conflict",
      "The arguments are not those of this action; reload the page",
    );
  }
  if (!approval.decisions.includes(answer.decision)) {
    const offered = approval.decisions.join(", ");
    const message = `"${answer.decision}" is not offered for this action; choose one of ${offered}`;
    throw new CommandError("invalid_input", message);
  }
  checkContent(approval, answer);
}

/** What is answered to a server fits what it asked for, field by field. */
function checkContent({ question }: ApprovalState, { decision, content }: ActionAnswer): void {
  if (decision !== "answer") {
    if (content === undefined) return;
    throw new CommandError("invalid_input", `"${decision}" takes no content; leave it out`);
  }
  const problem = contentProblem(question?.schema, content ?? {});
  if (problem === undefined) return;
  throw new CommandError("invalid_input", `The answer does not fit: ${problem}`);
}

const SHOWN_CHARS = 80;

/** Why an answer does not fit its question, naming each field and its value; undefined where it fits. */
function contentProblem(schema: Json | undefined, content: AnswerContent): string | undefined {
  const known = new Set(questionFields(schema)?.map(({ key }) => key));
  const foreign = Object.keys(content).find((name) => !known.has(name));
  if (foreign !== undefined) return `"${foreign.slice(0, SHOWN_CHARS)}" was not asked for`;
  if (schema === undefined) return undefined;
  const verdict = checkSchema(schema, content);
  if (verdict.kind === "valid") return undefined;
  if (verdict.kind === "too_costly") return "checking it against the question takes too long";
  const problems = verdict.problems.map(({ path, message }) => {
    const value = ownMember(content, path);
    const given = JSON.stringify(value)?.slice(0, SHOWN_CHARS);
    return `"${path}" ${message}${given === undefined ? "" : ` (${given} was given)`}`;
  });
  return problems.join("; ");
}

/** What was decided before, for who comes second. */
function earlier({ decision, decided_at, decided_by, reason, edited }: ApprovalState) {
  return {
    decision,
    ...(decided_at !== undefined && { decided_at }),
    ...(decided_by !== undefined && { decided_by }),
    ...(reason !== undefined && { reason }),
    ...(edited !== undefined && { arguments_hash: edited.arguments_hash }),
  };
}
