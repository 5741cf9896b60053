import type { TurnInput } from "#runtime/event/turn.ts";
import { asSent } from "./kept-output.ts";
import type { TurnState } from "./thread-state.ts";

/** What a turn was sent with, as another turn would send it again. */
export function inputOf({ text, attachments }: TurnState): TurnInput {
  if (attachments === undefined) return { text };
  return { text, attachments: attachments.map(asSent) };
}

/** What a turn is called in lists: its words, or its files where it has none. */
export function questionOf({ text, attachments = [] }: TurnState): string {
  return text === "" ? attachments.map(({ name }) => name).join(", ") : text;
}

/** Whether a turn says the same, with the same files. */
export function isSameInput(turn: TurnState, input: TurnInput): boolean {
  return turn.text === input.text && filesOf(turn) === filesOf(input);
}

function filesOf({ attachments = [] }: Pick<TurnState, "attachments">): string {
  return attachments.map(({ output_ref, name }) => `${output_ref} ${name}`).join("\n");
}
