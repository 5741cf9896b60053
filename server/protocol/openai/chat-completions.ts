import { Hono } from "hono";

import { perform } from "#runtime/control/dispatch.ts";
import { interruptTurn } from "#runtime/control/interrupt-turn.ts";
import { requireTurn } from "#runtime/control/find-thread.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { readJson } from "#server/security/json-body.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { chatAnswer, completion, completionFrames } from "./chat-answer.ts";
import { ChatRequest } from "./chat-request.ts";
import { chatTurn } from "./chat-turn.ts";
import { followRun } from "./follow-run.ts";
import { frameResponse } from "./frame-response.ts";
import { parseBody } from "./protocol-error.ts";
import { failureError, failureStatus, NO_RETRY } from "./run-failure.ts";
import { submitConversation } from "./submit-conversation.ts";

/**
 * `POST /v1/chat/completions`: a turn of a thread, told in OpenAI's words. The protocol has no other way to
 * stop than to hang up, so a client that leaves stops its run.
 */
export function chatCompletions({ control, streams, logger }: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  const stop = (run_id: string): void => {
    const input = { run_id, reason: "The client hung up" };
    perform(interruptTurn, input, control).catch((error: unknown) =>
      logger.error({ err: error, run_id }, "A run whose client hung up could not be stopped"),
    );
  };

  routes.post("/v1/chat/completions", async (c) => {
    const asked = parseBody(ChatRequest, await readJson(c));
    const { turn_id, run_id } = await submitConversation(chatTurn(asked), control);
    const { thread, turn } = await asProblem(requireTurn(control, turn_id));
    const followed = { log: thread.log, turn };
    if (asked.stream === true) {
      const includeUsage = asked.stream_options?.include_usage === true;
      return frameResponse(c, streams, {
        frames: (signal) => completionFrames(turn, followRun(followed, signal), { includeUsage }),
        onHangUp: () => stop(run_id),
      });
    }
    const gone = c.req.raw.signal;
    gone.addEventListener("abort", () => stop(run_id), { once: true });
    const signal = AbortSignal.any([gone, streams.draining]);
    const answer = await chatAnswer(followRun(followed, signal));
    if (answer.ended === undefined) throw leftOpen(run_id);
    const { failure } = answer.ended;
    if (failure === undefined) return c.json(completion(turn, answer));
    const body = JSON.stringify({ error: failureError(failure) });
    const headers = { "Content-Type": "application/json", ...NO_RETRY };
    return new Response(body, { status: failureStatus(failure), headers });
  });
  return routes;
}

/** The server stops, and the run goes on after its next start. */
function leftOpen(runId: string): ProblemError {
  return new ProblemError({
    status: 503,
    code: "server_stopping",
    title: "The server stops",
    detail: `The run "${runId}" goes on after the next start`,
    fix: `Read its answer from /runs/${runId}.json then`,
  });
}
