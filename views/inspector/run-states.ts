import { foldRun } from "#runtime/state/fold-run.ts";
import { isReadable, newTurn } from "#runtime/state/new-turn.ts";
import type { TurnState } from "#runtime/state/thread-state.ts";
import type { EventIndex } from "./event-index.ts";

/** Events between two kept states: no seek folds more than this. */
export const SNAPSHOT_EVENTS = 256;

/**
 * The turn of a run as it was after any of its events. States share whatever did not change
 * between them, so keeping one costs little more than a reference.
 */
export class RunStates {
  readonly #index: EventIndex;
  /** The state after position `SNAPSHOT_EVENTS * n - 1`, at place n. */
  readonly #snapshots: (TurnState | undefined)[] = [undefined];
  #last: { position: number; turn: TurnState | undefined } = { position: -1, turn: undefined };

  constructor(index: EventIndex) {
    this.#index = index;
  }

  /** The turn after the event at a position; undefined as long as it was not submitted. */
  at(position: number): TurnState | undefined {
    if (position < 0) return undefined;
    let { at, turn } = this.#nearest(position);
    for (at += 1; at <= position; at += 1) {
      turn = step(turn, this.#index, at);
      if ((at + 1) % SNAPSHOT_EVENTS === 0) this.#snapshots[(at + 1) / SNAPSHOT_EVENTS] ??= turn;
    }
    this.#last = { position, turn };
    return turn;
  }

  /** The closest known state that is not after a position. */
  #nearest(position: number): { at: number; turn: TurnState | undefined } {
    const wanted = Math.floor((position + 1) / SNAPSHOT_EVENTS);
    const known = Math.min(wanted, this.#snapshots.length - 1);
    const at = known * SNAPSHOT_EVENTS - 1;
    const { position: last, turn } = this.#last;
    if (last <= position && last > at) return { at: last, turn };
    return { at, turn: this.#snapshots[known] };
  }
}

/** A turn begins as its thread's fold makes it, maybe out of the one before, and goes on as its run. */
function step(
  turn: TurnState | undefined,
  index: EventIndex,
  position: number,
): TurnState | undefined {
  const event = index.event(position);
  if (event.type === "turn.submitted" && isReadable(event)) {
    return newTurn({ aside: turn === undefined ? [] : [turn] }, event);
  }
  return turn && { ...turn, run: foldRun(turn.run, event) };
}
