import { z } from "zod";

import {
  type SessionSnapshot,
  sessionSnapshot,
} from "#runtime/state/snapshots/session-snapshot.ts";
import { command } from "./command.ts";
import { requireThread } from "./find-thread.ts";
import { observe } from "./observed.ts";
import { requireWindow, Window } from "./window.ts";

export const getSession = command({
  name: "get_session",
  description: "A session with its threads and a page of its runs, the newest page first",
  kind: "read",
  input: z.strictObject({ session_id: z.string().min(1), ...Window.shape }),
  async run({ session_id, ...window }, services): Promise<SessionSnapshot> {
    const thread = await requireThread(services, "session", session_id);
    const state = await thread.state();
    const all = await services.threads.list();
    const threads = all.filter((known) => known.session_id === session_id);
    const ids = threads.map(({ thread_id }) => thread_id);
    return sessionSnapshot(state, observe(thread, services), requireWindow(state, window), ids);
  },
});
