import { z } from "zod";

import { inSession } from "#runtime/state/session-summary.ts";
import {
  type SessionSnapshot,
  sessionSnapshot,
} from "#runtime/state/snapshots/session-snapshot.ts";
import { command } from "./command.ts";
import { requireRoot, requireThread } from "./find-thread.ts";
import { branchesOf, type SessionBranches, threadsOf } from "./list-branches.ts";
import { observe } from "./observed.ts";
import { requireWindow, Window } from "./window.ts";

/** A session as the branch that it shows, with what else may stand there. */
export type SessionRead = SessionSnapshot & Pick<SessionBranches, "siblings">;

export const getSession = command({
  name: "get_session",
  description: "A session with its branches and a page of its runs, the newest page first",
  kind: "read",
  input: z.strictObject({ session_id: z.string().min(1), ...Window.shape }),
  async run({ session_id, ...window }, services): Promise<SessionRead> {
    const root = await requireRoot(services, session_id);
    const thread = await requireThread(services, "session", session_id);
    const state = inSession(await thread.state(), await root.state());
    const { siblings } = await branchesOf(session_id, undefined, services);
    const branches = await threadsOf(session_id, services);
    const page = requireWindow(state, window);
    const snapshot = sessionSnapshot(state, observe(thread, services), page, branches);
    return { ...snapshot, siblings };
  },
});
