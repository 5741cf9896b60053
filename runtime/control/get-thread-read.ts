import { z } from "zod";

import { activeRun } from "#runtime/state/run-queries.ts";
import { summarise, type RunSummary } from "#runtime/state/summary.ts";
import type { ApprovalState } from "#runtime/state/thread-state.ts";
import { command } from "./command.ts";
import { requireThread } from "./find-thread.ts";

/** `thread_read_model` of seed 003: where a thread stands, at which place in its log. */
export interface ThreadReadModel {
  readonly session_id: string;
  readonly thread_id: string;
  readonly status: string;
  readonly cursor: { readonly epoch: number; readonly sequence: number };
  readonly durability: "disk" | "memory";
  readonly active_turn?: string;
  readonly pending_requests: readonly ApprovalState[];
  readonly queued_turns: readonly string[];
  readonly last_outcome?: RunSummary;
}

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
    const state = await thread.state();
    const { status, pending, runs } = summarise(state);
    const active = activeRun(state);
    const last = runs.findLast((run) => run.ended_at !== undefined);
    return {
      session_id: state.session_id,
      thread_id,
      status: status ?? "unknown",
      cursor: { epoch: thread.log.head().epoch, sequence: state.sequence },
      durability: thread.log.durability,
      ...(active !== undefined && { active_turn: active.turn_id }),
      pending_requests: pending,
      queued_turns: state.queue,
      ...(last !== undefined && { last_outcome: last }),
    };
  },
});
