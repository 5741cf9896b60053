import { z } from "zod";

import { summarise, type ThreadSummary } from "#runtime/state/summary.ts";
import { command } from "./command.ts";
import { requireThread } from "./find-thread.ts";

/** Runs that a snapshot holds at most; older ones are behind `history_cursor`. */
const MAX_RUNS = 100;

/** `session_snapshot` of seed 003. */
export interface SessionSnapshot extends Pick<ThreadSummary, "session_id" | "title" | "runs"> {
  readonly created_at: string;
  readonly updated_at: string;
  readonly status: string;
  readonly threads: readonly string[];
  /** The sequence before which older history stands; absent when all of it is here. */
  readonly history_cursor?: number;
}

export const getSession = command({
  name: "get_session",
  description: "A session with its threads and newest runs",
  kind: "read",
  input: z.strictObject({ session_id: z.string().min(1) }),
  async run({ session_id }, services): Promise<SessionSnapshot> {
    const thread = await requireThread(services, "session", session_id);
    const { title, created_at, updated_at, status, runs } = summarise(await thread.state());
    const shown = runs.slice(-MAX_RUNS);
    const oldest = shown[0];
    return {
      session_id,
      title,
      created_at,
      updated_at,
      status: status ?? "unknown",
      threads: [thread.thread_id],
      runs: shown,
      ...(shown.length < runs.length && oldest && { history_cursor: oldest.first_sequence }),
    };
  },
});
