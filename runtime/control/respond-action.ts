import { z } from "zod";

import { Decision } from "#runtime/event/action.ts";
import type { ApprovalState } from "#runtime/state/thread-state.ts";
import { command, CommandError } from "./command.ts";
import { requireThread } from "./find-thread.ts";

const Input = z.strictObject({
  action_id: z.string().min(1),
  decision: Decision,
  reason: z.string().max(1_000).exactOptional(),
  /** The hash of the arguments that the person saw; another one than the action's is refused. */
  arguments_hash: z.string().exactOptional(),
});

export interface RespondedAction {
  readonly action_id: string;
  readonly decision: Decision;
}

export const respondAction = command({
  name: "respond_action",
  description: "Answers a pending action; the first answer counts",
  kind: "write",
  input: Input,
  async run(input, services): Promise<RespondedAction> {
    const { action_id, decision } = input;
    const thread = await requireThread(services, "action", action_id);
    return services.threads.exclusive(thread.thread_id, async () => {
      const state = await thread.state();
      const turn = state.turns.find(({ run }) =>
        run.approvals.some((known) => known.action_id === action_id),
      );
      const approval = turn?.run.approvals.find((known) => known.action_id === action_id);
      if (turn === undefined || approval === undefined) {
        throw new CommandError("not_found", `There is no action "${action_id}"`);
      }
      checkAnswer(approval, input);
      const { turn_id, task_id, run_id } = turn;
      const ids = { turn_id, task_id, run_id, attempt_id: run_id };
      const verdict = decision === "deny" ? "deny" : "allow";
      const reason =
        input.reason === undefined || input.reason === "" ? {} : { reason: input.reason };
      await thread.append([
        {
          type: "action.resolved",
          ...ids,
          action_id,
          tool_call_id: approval.tool_call_id,
          payload: { decision, decided_by: "person", ...reason },
        },
        {
          type: "permission.resolved",
          ...ids,
          action_id,
          tool_call_id: approval.tool_call_id,
          payload: { tool: approval.tool, verdict, decided_by: "person" },
        },
      ]);
      return { action_id, decision };
    });
  },
});

/** Compare and set: one answer, for the arguments that were shown, of those that were offered. */
function checkAnswer(approval: ApprovalState, input: z.output<typeof Input>): void {
  if (approval.decision !== undefined) {
    const message = `This was already answered: ${approval.decision}`;
    throw new CommandError("conflict", message, { decision: approval.decision });
  }
  if (input.arguments_hash !== undefined && input.arguments_hash !== approval.arguments_hash) {
    throw new CommandError(
      "conflict",
      "The arguments are not those of this action; reload the page",
    );
  }
  if (!approval.decisions.includes(input.decision)) {
    throw new CommandError("invalid_input", `"${input.decision}" is not offered for this action`);
  }
}
