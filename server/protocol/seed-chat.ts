import { Hono } from "hono";
import { z } from "zod";

import { perform } from "#runtime/control/dispatch.ts";
import { requireThread } from "#runtime/control/find-thread.ts";
import { submitTurn } from "#runtime/control/submit-turn.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { readJson } from "#server/security/json-body.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { placeId } from "#server/sse/cursor.ts";
import { laneStream } from "#server/sse/lane-stream.ts";

/** `POST /api/chat`. */
export const ChatRequest = z.strictObject({
  message: z.string(),
  session_id: z.string().exactOptional(),
  agent: z.string().exactOptional(),
  model: z.string().exactOptional(),
  idempotency_key: z.string().exactOptional(),
});

/** Seed 000's own entry: a message in, a stream of lanes out. Everything goes through the runtime. */
export function seedChat(services: AppServices): Hono<AppEnv> {
  const { control, streams } = services;
  const routes = new Hono<AppEnv>();

  routes.post("/api/chat", async (c) => {
    const { message, session_id, idempotency_key, ...options } = parseRequest(await readJson(c));
    const turn = await asProblem(
      perform(
        submitTurn,
        {
          input: { text: message },
          options,
          ...(session_id !== undefined && { session_id }),
          ...(idempotency_key !== undefined && { idempotency_key }),
        },
        control,
      ),
    );
    const { thread_id, turn_id, run_id, after } = turn;
    const thread = await asProblem(requireThread(control, "thread", thread_id));
    const cursor = placeId(thread.log.head().epoch, after);
    const query = `session_id=${turn.session_id}&run_id=${run_id}&after=${cursor}`;
    const stream_url = `/api/chat/stream?${query}`;
    return c.json({ session_id: turn.session_id, thread_id, turn_id, run_id, stream_url }, 202);
  });

  routes.get("/api/chat/stream", async (c) => {
    const session_id = c.req.query("session_id") ?? "";
    const asked = c.req.query("run_id");
    // A run stays where it is, also when the session shows another branch by now.
    const thread = await asProblem(
      asked === undefined
        ? requireThread(control, "session", session_id)
        : requireThread(control, "run", asked),
    );
    const { turns } = await thread.state();
    const run_id = asked ?? turns.at(-1)?.run_id;
    const turn = turns.find((known) => known.run_id === run_id);
    if (turn === undefined || run_id === undefined || thread.session_id !== session_id) {
      throw new ProblemError({
        status: 404,
        code: "not_found",
        title: "Not found",
        detail: `The session "${session_id}" has no run "${run_id ?? ""}"`,
      });
    }
    const ended_at = turn.run.ended_at === undefined ? {} : { ended_at: turn.run.last_sequence };
    return laneStream(c, streams, {
      log: thread.log,
      run_id,
      from: turn.sequence - 1,
      ...ended_at,
    });
  });
  return routes;
}

function parseRequest(body: unknown): z.infer<typeof ChatRequest> {
  const parsed = ChatRequest.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ProblemError({
    status: 422,
    code: "invalid_input",
    title: "The input does not fit",
    detail: z.prettifyError(parsed.error),
    fix: 'Send {"message": "...", "session_id"?: "...", "agent"?: "...", "model"?: "..."}',
  });
}
