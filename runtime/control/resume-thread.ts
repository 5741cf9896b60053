import { z } from "zod";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Cursor, Entry } from "#runtime/log/port.ts";
import { activeRun } from "#runtime/state/run-queries.ts";
import {
  type ThreadReadModel,
  threadReadModel,
} from "#runtime/state/snapshots/thread-read-model.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import type { Thread } from "#runtime/thread.ts";
import { command } from "./command.ts";
import { requireThread } from "./find-thread.ts";
import { observe } from "./observed.ts";
import { requireWindow, Window } from "./window.ts";

/** Events, and characters of them, that one answer replays at most; the stream gives the others. */
const MAX_EVENTS = 500;
const MAX_CHARS = 1_000_000;

export interface ResumedThread {
  readonly thread_id: string;
  readonly status: "running" | "resumed" | "idle";
  /** Where a reader goes on that has read this answer. */
  readonly cursor: Cursor;
  /** How the thread stands; it comes before what is replayed. */
  readonly snapshot: ThreadReadModel;
  readonly replay: Replay;
}

/**
 * What happened since a reader was here. `repaired`: what it read is not the beginning of this log, as
 * after a loss of power, so that the snapshot takes the place of all it has.
 */
export type Replay =
  | {
      readonly state: "current";
      readonly events: readonly RuntimeEvent[];
      readonly through_sequence: number;
      readonly has_more: boolean;
    }
  | { readonly state: "not_asked" }
  | { readonly state: "repaired"; readonly reason: string };

export const resumeThread = command({
  name: "resume_thread",
  description: "Goes on with a thread's waiting turns; who was here before gets what came since",
  kind: "write",
  input: z.strictObject({
    thread_id: z.string().min(1),
    session_id: z.string().exactOptional(),
    /** The last place that the reader acknowledges: a `cursor` that it was given. */
    acknowledged: z
      .strictObject({ epoch: z.int().min(0), sequence: z.int().min(0) })
      .exactOptional(),
    limit: Window.shape.limit,
  }),
  async run({ thread_id, acknowledged, limit }, services): Promise<ResumedThread> {
    const thread = await requireThread(services, "thread", thread_id);
    services.queue.wake(thread);
    const replay = await replayed(thread, acknowledged);
    const state = await thread.state();
    const window = requireWindow(state, { limit });
    const snapshot = threadReadModel(state, observe(thread, services), window);
    const sequence =
      replay.state === "current" ? replay.through_sequence : snapshot.cursor.sequence;
    const cursor = { ...snapshot.cursor, sequence };
    return { thread_id, status: statusOf(state), cursor, snapshot, replay };
  },
});

function statusOf(state: ThreadState): ResumedThread["status"] {
  if (activeRun(state) !== undefined) return "running";
  return state.turns.some(({ run }) => run.status === "queued") ? "resumed" : "idle";
}

async function replayed(thread: Thread, acknowledged: Cursor | undefined): Promise<Replay> {
  if (acknowledged === undefined) return { state: "not_asked" };
  if (!thread.log.canResume(acknowledged)) return repaired(thread, acknowledged);
  const { sequence } = acknowledged;
  const events = fitting(await thread.log.read(sequence, MAX_EVENTS));
  const through_sequence = events.at(-1)?.sequence ?? sequence;
  const has_more = through_sequence < thread.log.head().sequence;
  return { state: "current", events, through_sequence, has_more };
}

/** As many events as one answer holds, but at least one. */
function fitting(entries: readonly Entry[]): readonly RuntimeEvent[] {
  let chars = 0;
  const end = entries.findIndex(({ json }, index) => {
    chars += json.length;
    return chars > MAX_CHARS && index > 0;
  });
  return entries.slice(0, end === -1 ? entries.length : end).map(({ event }) => event);
}

/** Says once that somebody had to begin anew, as long as nothing else happens. */
async function repaired(thread: Thread, { epoch, sequence }: Cursor): Promise<Replay> {
  const { log } = thread;
  const reason = `The log does not go on from epoch ${epoch}, event ${sequence}`;
  const [newest] = await log.read(Math.max(0, log.head().sequence - 1), 1);
  if (newest?.event.type !== "snapshot.repaired") {
    const through_sequence = log.head().sequence;
    const payload = { snapshot: "thread_read_model", through_sequence, reason } as const;
    await thread.append([{ type: "snapshot.repaired", payload }]);
  }
  return { state: "repaired", reason };
}
