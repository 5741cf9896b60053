import type { ThreadState } from "#runtime/state/thread-state.ts";
import { ProblemError } from "#server/security/problem.ts";
import { threadWindow, type ThreadWindow } from "#views/chat/thread-window.ts";

/** The part of a thread that an address's query names by a turn. Throws ProblemError where there is no such turn. */
export function requireWindow(
  state: ThreadState,
  { before, after, turn }: Readonly<Record<string, string>>,
): ThreadWindow {
  const place = { ...(before && { before }), ...(after && { after }), ...(turn && { turn }) };
  const window = threadWindow(state, place);
  if (window !== undefined) return window;
  throw new ProblemError({
    status: 404,
    code: "not_found",
    title: "Not found",
    detail: `The session has no turn "${before || after || turn}"`,
    fix: "Open the session from the list",
  });
}
