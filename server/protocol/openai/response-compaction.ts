import { Hono } from "hono";

import type { ControlServices } from "#runtime/control/command.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { readJson } from "#server/security/json-body.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { chatAnswer } from "./chat-answer.ts";
import { compactionContent } from "./compaction-item.ts";
import { findResponse } from "./find-response.ts";
import { followRun } from "./follow-run.ts";
import { parseBody } from "./protocol-error.ts";
import { responseTurn } from "./response-turn.ts";
import { usageOf } from "./response-resource.ts";
import { failureError, failureStatus } from "./run-failure.ts";
import { seconds } from "./said.ts";
import { type CompactRequest, CompactRequest as CompactBody } from "./responses-request.ts";
import { submitConversation } from "./submit-conversation.ts";

const REQUEST =
  "Summarise the conversation so far for a model that goes on with it and sees nothing else of it: what was wanted, what was found and decided, what is open.";

/** `POST /v1/responses/compact`: a summary that a later request takes in the place of the conversation. */
export function responseCompaction({ control, streams }: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post("/v1/responses/compact", async (c) => {
    const asked = parseBody(CompactBody, await readJson(c));
    const found = await submitSummary(asked, control);
    const signal = AbortSignal.any([c.req.raw.signal, streams.draining]);
    const { text, ended } = await chatAnswer(followRun(found, signal));
    if (ended === undefined) throw unanswered(503, "The server stops before the summary is there");
    if (ended.failure !== undefined) {
      const { message } = failureError(ended.failure);
      throw unanswered(failureStatus(ended.failure), message);
    }
    const run = found.turn.run_id.replace(/^r_/, "");
    const item = {
      type: "compaction",
      id: `cmp_${run}`,
      encrypted_content: compactionContent(text),
    };
    return c.json({
      id: `resp_${run}`,
      object: "response.compaction",
      created_at: seconds(found.turn.submitted_at),
      output: [item],
      usage: usageOf(ended.usage),
    });
  });
  return routes;
}

/** The conversation with one more question, in a run that no request finds again as a response. */
async function submitSummary(asked: CompactRequest, control: ControlServices) {
  const sent = await responseTurn({ ...asked, store: false }, control);
  const question = { role: "user", content: REQUEST } as const;
  const { run_id } = await submitConversation(
    { ...sent, messages: [...sent.messages, question] },
    control,
  );
  return findResponse(run_id, control);
}

function unanswered(status: number, detail: string): ProblemError {
  const title = "There is no summary";
  return new ProblemError({ status, code: "not_compacted", title, detail });
}
