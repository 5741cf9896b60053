import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";

/** Turns that one answer holds at most. */
export const MAX_WINDOW_TURNS = 100;

/** A page of a thread's turns. */
export interface TurnWindow {
  readonly turns: readonly TurnState[];
  /** The turn before which older ones stand; absent where these are the oldest. */
  readonly history_cursor?: string;
}

/**
 * The last turns before the one named by the cursor, or before the end. Undefined where the thread
 * has no such turn. Turns that have begun never change places, so a cursor stays good.
 */
export function turnWindow(
  { turns }: ThreadState,
  before?: string,
  limit = MAX_WINDOW_TURNS,
): TurnWindow | undefined {
  const end =
    before === undefined ? turns.length : turns.findIndex((turn) => turn.turn_id === before);
  if (end === -1) return undefined;
  const start = Math.max(0, end - limit);
  const window = turns.slice(start, end);
  const oldest = window[0];
  if (start === 0 || oldest === undefined) return { turns: window };
  return { turns: window, history_cursor: oldest.turn_id };
}
