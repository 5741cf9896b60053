import type { EventOf } from "#runtime/event/catalogue.ts";
import type { ThreadState, TurnState } from "./thread-state.ts";

/**
 * The queue has another order, other members or other words. Turns stand in the order in which they
 * run, so those that wait follow the queue.
 */
export function foldQueue(state: ThreadState, event: EventOf<"queue.changed">): ThreadState {
  const { queue } = event.payload;
  return { ...state, queue, turns: inOrder(edited(state.turns, event), queue) };
}

function edited(
  turns: readonly TurnState[],
  { turn_id, timestamp, payload: { input } }: EventOf<"queue.changed">,
): readonly TurnState[] {
  if (input === undefined) return turns;
  const index = turns.findLastIndex((turn) => turn.turn_id === turn_id);
  const turn = turns[index];
  if (turn === undefined) return turns;
  return turns.with(index, { ...turn, ...input, edited_at: timestamp });
}

function inOrder(turns: readonly TurnState[], queue: readonly string[]): readonly TurnState[] {
  const waiting = queue.flatMap((id) => turns.filter(({ turn_id }) => turn_id === id));
  const last = turns.slice(turns.length - waiting.length);
  if (waiting.every((turn, index) => turn === last[index])) return turns;
  return [...turns.filter(({ turn_id }) => !queue.includes(turn_id)), ...waiting];
}
