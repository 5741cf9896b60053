import { z } from "zod";

import {
  type ThreadReadModel,
  threadReadModel,
} from "#runtime/state/snapshots/thread-read-model.ts";
import { command, CommandError } from "./command.ts";
import { requireThread } from "./find-thread.ts";
import { observe } from "./observed.ts";
import { requireWindow, Window } from "./window.ts";

export const getThreadRead = command({
  name: "get_thread_read",
  description: "What a thread is doing, waits for and did last, with a page of its turns",
  kind: "read",
  input: z.strictObject({
    thread_id: z.string().min(1),
    session_id: z.string().exactOptional(),
    ...Window.shape,
  }),
  async run({ thread_id, session_id, ...ask }, services): Promise<ThreadReadModel> {
    const thread = await requireThread(services, "thread", thread_id);
    if (session_id !== undefined && session_id !== thread.session_id) {
      const message = `The thread "${thread_id}" is not one of the session "${session_id}"`;
      throw new CommandError("not_found", message);
    }
    const state = await thread.state();
    return threadReadModel(state, observe(thread, services), requireWindow(state, ask));
  },
});
