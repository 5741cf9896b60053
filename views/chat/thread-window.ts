import { isTerminal } from "#runtime/state/run-queries.ts";
import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";

/** Turns that a page shows of a longer thread, beside those that wait. */
export const WINDOW_TURNS = 30;
/** Turns before the one that an address names, so that it does not stand alone. */
const TURNS_BEFORE_NAMED = 5;

/** Which part of a thread an address asks for, by the id of a turn; the newest by default. */
export interface ThreadPlace {
  readonly before?: string;
  readonly after?: string;
  /** A turn that has to be shown. */
  readonly turn?: string;
}

/** The turns that a page shows, and those by which it reaches its neighbours. */
export interface ThreadWindow {
  readonly turns: readonly TurnState[];
  /** Older turns stand before this one; absent where these are the oldest. */
  readonly before?: string;
  /** Newer turns stand after this one; absent where the thread ends here and goes on live. */
  readonly after?: string;
}

/**
 * The window of a thread that an address asks for; undefined where the thread has no such turn.
 * Whatever reaches the newest window goes to the end, with everything that runs or waits.
 */
export function threadWindow(
  { turns }: Pick<ThreadState, "turns">,
  place: ThreadPlace,
): ThreadWindow | undefined {
  const open = turns.findIndex(({ run }) => !isTerminal(run.status));
  const busy = open === -1 ? turns.length : open;
  const newest = Math.max(0, Math.min(turns.length - WINDOW_TURNS, busy));
  const bounds = boundsOf(turns, place, newest);
  if (bounds === undefined) return undefined;
  const { start, end } = bounds;
  const shown = turns.slice(start, end);
  return {
    turns: shown,
    ...(start > 0 && shown[0] !== undefined && { before: shown[0].turn_id }),
    ...(end < turns.length && { after: shown.at(-1)?.turn_id ?? "" }),
  };
}

interface Bounds {
  readonly start: number;
  readonly end: number;
}

function boundsOf(
  turns: readonly TurnState[],
  { before, after, turn }: ThreadPlace,
  newest: number,
): Bounds | undefined {
  const named = before ?? after ?? turn;
  if (named === undefined) return { start: newest, end: turns.length };
  const index = turns.findIndex(({ turn_id }) => turn_id === named);
  if (index === -1) return undefined;
  if (before !== undefined) return { start: Math.max(0, index - WINDOW_TURNS), end: index };
  if (after === undefined && index >= newest) return { start: newest, end: turns.length };
  const start = after === undefined ? Math.max(0, index - TURNS_BEFORE_NAMED) : index + 1;
  const end = start + WINDOW_TURNS;
  return { start, end: end > newest ? turns.length : end };
}
