import { z } from "zod";

import { MAX_PAGE_ITEMS, type Page, type PageAsk, pageOf } from "#runtime/state/snapshots/page.ts";
import { turnWindow, type TurnWindow } from "#runtime/state/snapshots/turn-window.ts";
import type { TaskState } from "#runtime/state/task-state.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import { CommandError } from "./command.ts";

/** Which page of a thread's turns, or tasks, is asked for; the newest by default. */
export const Window = z.object({
  /** A `history_cursor`: the turn before which the page ends. */
  before: z.string().min(1).exactOptional(),
  /** A `newer_cursor`, or the last turn that the reader has: the page begins after it. */
  after: z.string().min(1).exactOptional(),
  limit: z.int().min(1).max(MAX_PAGE_ITEMS).default(MAX_PAGE_ITEMS),
});

/** The page of turns that was asked for. Throws a CommandError where a cursor names no turn. */
export function requireWindow(state: ThreadState, ask: PageAsk): TurnWindow {
  return turnWindow(state, ask) ?? refuse("turn", ask);
}

/** The page of tasks that was asked for. Throws a CommandError where a cursor names no task. */
export function requireTasks({ tasks }: ThreadState, ask: PageAsk): Page<TaskState> {
  return pageOf(tasks, ({ task_id }) => task_id, ask) ?? refuse("task", ask);
}

function refuse(what: string, { before, after }: PageAsk): never {
  const cursors = [before, after].filter((cursor) => cursor !== undefined);
  const names = cursors.map((cursor) => `"${cursor}"`).join(" or ");
  const message = `The cursor ${names} names no ${what} of this thread; begin without one`;
  throw new CommandError("not_found", message);
}
