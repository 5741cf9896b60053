import { z } from "zod";

import {
  type ThreadReadModel,
  threadReadModel,
} from "#runtime/state/snapshots/thread-read-model.ts";
import { command } from "./command.ts";
import { requireThread } from "./find-thread.ts";
import { observe } from "./observed.ts";

export const getThreadRead = command({
  name: "get_thread_read",
  description: "What a thread is doing, waits for, and did last",
  kind: "read",
  input: z.strictObject({
    thread_id: z.string().min(1),
    session_id: z.string().exactOptional(),
  }),
  async run({ thread_id }, services): Promise<ThreadReadModel> {
    const thread = await requireThread(services, "thread", thread_id);
    return threadReadModel(await thread.state(), observe(thread, services));
  },
});
