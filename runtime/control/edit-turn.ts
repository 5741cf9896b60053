import { z } from "zod";

import { TurnOptions } from "#runtime/event/turn.ts";
import { inputOf } from "#runtime/state/turn-input.ts";
import { beginBranch, type ForkedThread } from "./begin-branch.ts";
import { command, CommandError, type ControlServices } from "./command.ts";
import { requireTurn } from "./find-thread.ts";
import { beforeTurn } from "./fork-origin.ts";
import { MessageInput, turnInput } from "./message-input.ts";
import { checkOptions } from "./submit-turn.ts";

const Turn = z.strictObject({
  turn_id: z.string().min(1),
  /** What is otherwise than in the turn that this one stands for. */
  options: TurnOptions.prefault({}),
  idempotency_key: z.string().min(1).max(200).exactOptional(),
});

export const editTurn = command({
  name: "edit_turn",
  description: "Sends other words in the place of a turn, in a branch that leaves before it",
  kind: "write",
  input: Turn.extend({ input: MessageInput }),
  run: (asked, services): Promise<ForkedThread> => sendAnew(asked, services),
});

export const regenerateTurn = command({
  name: "regenerate_turn",
  description:
    "Asks a turn once more, maybe another agent or model, in a branch that leaves before it",
  kind: "write",
  input: Turn,
  run: (asked, services): Promise<ForkedThread> => sendAnew(asked, services),
});

/** A turn like any other, with the usual permissions: nothing of the one that it stands for is reused. */
async function sendAnew(
  asked: z.output<typeof Turn> & { readonly input?: MessageInput },
  services: ControlServices,
): Promise<ForkedThread> {
  const { turn_id, idempotency_key } = asked;
  const { thread, state, turn } = await requireTurn(services, turn_id);
  if (state.queue.includes(turn_id)) {
    const message = `The turn "${turn_id}" still waits in the queue; change it with edit_queued_turn`;
    throw new CommandError("conflict", message);
  }
  const sequence = beforeTurn(state, turn_id);
  if (sequence < 1) {
    const message = `Nothing stands before the turn "${turn_id}"; send its words in a new session`;
    throw new CommandError("invalid_input", message);
  }
  const options = { ...turn.options, ...asked.options };
  checkOptions(options, services);
  const { replaces = turn_id } = turn;
  const input =
    asked.input === undefined ? inputOf(turn) : await turnInput(asked.input, services, turn);
  const { source, request } = turn;
  const brought = {
    ...(source !== undefined && { source }),
    ...(request !== undefined && { request }),
  };
  const plan = { origin: { thread, sequence }, turn: { input, options, replaces, ...brought } };
  return beginBranch({ ...plan, idempotency_key }, services);
}
