import type { Context } from "hono";

import { isTerminal } from "#runtime/state/run-queries.ts";
import { messageFrame, runStream } from "#server/protocol/run-stream.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import type { StreamServices } from "#server/sse/stream-services.ts";
import type { TaskStream } from "./operations.ts";
import { type StreamResponse, UpdateTeller } from "./update-teller.ts";

/** Answers with a task's updates, each as the binding wraps it. The stream ends with the task. */
export function taskStream(
  c: Context<AppEnv>,
  streams: StreamServices,
  { thread, turn, snapshot, waits }: TaskStream,
  wrap: (update: StreamResponse) => unknown,
): Response | Promise<Response> {
  const opening = snapshot === undefined ? "" : messageFrame(wrap({ task: snapshot.task }));
  if (snapshot !== undefined && isTerminal(turn.run.status)) {
    return c.body(opening, 200, { "Content-Type": "text/event-stream; charset=utf-8" });
  }
  return runStream(c, streams, {
    log: thread.log,
    run_id: turn.run_id,
    from: turn.sequence - 1,
    after: snapshot?.place,
    teller: new UpdateTeller({ waits }),
    opening,
    write: (update, id) => messageFrame(wrap(update), id),
  });
}
