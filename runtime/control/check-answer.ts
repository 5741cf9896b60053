import type { ApprovalState } from "#runtime/state/approval-state.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
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
