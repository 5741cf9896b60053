import { z } from "zod";

import { activeRun } from "#runtime/state/run-queries.ts";
import { command } from "./command.ts";
import { requireThread } from "./find-thread.ts";

export interface ResumedThread {
  readonly thread_id: string;
  readonly status: "running" | "resumed" | "idle";
  readonly cursor: { readonly epoch: number; readonly sequence: number };
}

export const resumeThread = command({
  name: "resume_thread",
  description: "Goes on with a thread's waiting turns and says from where to read it",
  kind: "write",
  input: z.strictObject({
    thread_id: z.string().min(1),
    session_id: z.string().exactOptional(),
  }),
  async run({ thread_id }, services): Promise<ResumedThread> {
    const thread = await requireThread(services, "thread", thread_id);
    const state = await thread.state();
    services.queue.wake(thread);
    const cursor = { epoch: thread.log.head().epoch, sequence: state.sequence };
    if (activeRun(state) !== undefined) return { thread_id, status: "running", cursor };
    const isWaiting = state.turns.some(({ run }) => run.status === "queued");
    return { thread_id, status: isWaiting ? "resumed" : "idle", cursor };
  },
});
