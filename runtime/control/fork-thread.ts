import { z } from "zod";

import { ForkChanges, ForkEffects, TurnOptions } from "#runtime/event/turn.ts";
import type { TurnState } from "#runtime/state/thread-state.ts";
import { inputOf } from "#runtime/state/turn-input.ts";
import { beginBranch, type BranchPlan, type ForkedThread } from "./begin-branch.ts";
import { command, CommandError, type ControlServices } from "./command.ts";
import {
  forkOrigin,
  type ForkOrigin,
  ForkPlace,
  NAME_ONE_ORIGIN,
  namesOneOrigin,
} from "./fork-origin.ts";
import { MessageInput, turnInput } from "./message-input.ts";
import { checkOptions } from "./submit-turn.ts";

/** The longest text that a fork puts in the place of a prompt or a result, in characters. */
const MAX_CHANGED_CHARS = 200_000;

const Changes = z.strictObject({
  system_prompt: z.string().trim().min(1).max(MAX_CHANGED_CHARS).exactOptional(),
  tool_result: z
    .strictObject({
      tool_call_id: z.string().min(1),
      content: z.string().max(MAX_CHANGED_CHARS),
    })
    .exactOptional(),
}) satisfies z.ZodType<ForkChanges>;

const Input = ForkPlace.extend({
  /** The new branch's turn; in the midst of a run absent, the words stay. */
  input: MessageInput.exactOptional(),
  options: TurnOptions.exactOptional(),
  changes: Changes.exactOptional(),
  effects: ForkEffects.exactOptional(),
  /** Without, the branch is only made. */
  submit: z.boolean().default(true),
  idempotency_key: z.string().min(1).max(200).exactOptional(),
}).refine(namesOneOrigin, { error: NAME_ONE_ORIGIN });
type Input = z.output<typeof Input>;

export const forkThread = command({
  name: "fork_thread",
  description:
    "Begins a branch after an event; from the midst of a run it goes on with what was recorded, and acts only when asked",
  kind: "write",
  input: Input,
  async run(input, services): Promise<ForkedThread> {
    checkUse(input);
    const { thread_id, run_id, sequence } = input;
    const place = {
      ...(thread_id !== undefined && { thread_id }),
      ...(run_id !== undefined && { run_id }),
      ...(sequence !== undefined && { sequence }),
    };
    const origin = await forkOrigin(place, services);
    const { idempotency_key } = input;
    const turn = input.submit ? await turnOf(origin, input, services) : undefined;
    if (turn !== undefined) checkOptions(turn.options, services);
    const planned = turn === undefined ? {} : { turn };
    return beginBranch({ origin, ...planned, idempotency_key }, services);
  },
});

/** What would count for nothing is refused, so that nobody thinks that it did. */
function checkUse({ run_id, input, options, changes, effects, submit }: Input): void {
  const unused = Object.entries({ input, options, changes, effects }).filter(([name, value]) => {
    if (value === undefined) return false;
    if (!submit) return true;
    if (run_id !== undefined) return false;
    return name === "options" ? input === undefined : name !== "input";
  });
  if (unused.length === 0) return;
  const names = unused.map(([name]) => `"${name}"`).join(", ");
  const fix = submit ? 'name a run_id, or send "input" with a thread_id' : 'leave "submit" out';
  const message = `${names} would count for nothing in a branch that runs nothing like that; ${fix}`;
  throw new CommandError("invalid_input", message);
}

/** The turn that the branch begins with; without a run to go on from, only what was sent. */
async function turnOf(
  { cut, sequence }: ForkOrigin,
  asked: Input,
  services: ControlServices,
): Promise<BranchPlan["turn"]> {
  const { options = {}, changes, effects = "ask" } = asked;
  const input = asked.input && (await turnInput(asked.input, services, cut));
  if (cut === undefined) return input === undefined ? undefined : { input, options };
  checkChanges(cut, sequence, changes);
  const { run_id, turn_id, replaces = turn_id, request } = cut;
  const { agent } = cut.run;
  return {
    input: input ?? inputOf(cut),
    options: { ...cut.options, ...(agent !== "" && { agent }), ...options },
    replaces,
    ...(request !== undefined && { request }),
    forked_from: { run_id, sequence },
    ...(changes !== undefined && { changes }),
    effects,
  };
}

/** Only a call that had ended where the branch leaves has a result that can be another one. */
function checkChanges(
  { run, run_id }: TurnState,
  sequence: number,
  changes: ForkChanges | undefined,
): void {
  const id = changes?.tool_result?.tool_call_id;
  if (id === undefined) return;
  const call = run.calls.find(({ tool_call_id }) => tool_call_id === id);
  if (call === undefined) {
    const known = run.calls.map(({ tool_call_id }) => tool_call_id).join(", ") || "none";
    const message = `The run "${run_id}" has no call "${id}" up to event "${sequence}"; it has ${known}`;
    throw new CommandError("not_found", message);
  }
  if (call.result_sequence !== undefined) return;
  const message = `The call "${id}" has no result at event "${sequence}"; name an event after its end, or another call`;
  throw new CommandError("invalid_input", message);
}
