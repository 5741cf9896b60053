import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import { type PageAsk, pageOf } from "./page.ts";

/** A page of a thread's turns. */
export interface TurnWindow extends HistoryCursors {
  readonly turns: readonly TurnState[];
}

/** What a page leaves out: the turns, or tasks, at its ends where there are more. */
export interface HistoryCursors {
  /** Before it stand older ones; absent where the oldest is here. */
  readonly history_cursor?: string;
  /** After it stand newer ones; absent where the newest is here. */
  readonly newer_cursor?: string;
}

/**
 * A page of the turns of a thread. Undefined where the thread has no turn of the cursor's name.
 * Turns that have begun never change places, so a cursor stays good.
 */
export function turnWindow({ turns }: ThreadState, ask: PageAsk): TurnWindow | undefined {
  const page = pageOf(turns, ({ turn_id }) => turn_id, ask);
  if (page === undefined) return undefined;
  const { items, ...cursors } = page;
  return { turns: items, ...cursors };
}
