import { z } from "zod";

import {
  MAX_WINDOW_TURNS,
  turnWindow,
  type TurnWindow,
} from "#runtime/state/snapshots/turn-window.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import { CommandError } from "./command.ts";

/** Which page of a thread's turns is asked for; the newest by default. */
export const Window = z.object({
  /** A `history_cursor`: the turn before which the page ends. */
  before: z.string().min(1).exactOptional(),
  limit: z.int().min(1).max(MAX_WINDOW_TURNS).default(MAX_WINDOW_TURNS),
});

/** The page that was asked for. Throws a CommandError where its cursor names no turn. */
export function requireWindow(
  state: ThreadState,
  { before, limit }: z.output<typeof Window>,
): TurnWindow {
  const window = turnWindow(state, before, limit);
  if (window !== undefined) return window;
  const message = `The cursor "${before}" names no turn of this thread; begin without one`;
  throw new CommandError("not_found", message);
}
