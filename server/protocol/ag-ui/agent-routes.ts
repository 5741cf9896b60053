import { Hono } from "hono";

import type { ControlServices } from "#runtime/control/command.ts";
import {
  answerActions,
  type ClientRun,
  type ClientThread,
  findClientThread,
  submitClientMessage,
} from "#server/protocol/client-thread.ts";
import { messageInput } from "#server/protocol/inline-file.ts";
import { requireAgent } from "#server/protocol/require-agent.ts";
import { messageFrame, runStream } from "#server/protocol/run-stream.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { readJson } from "#server/security/json-body.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { askedPlace } from "#server/sse/cursor.ts";
import { EventTeller } from "./event-teller.ts";
import { type AskedRun, readRunInput } from "./run-input.ts";

/**
 * The agents over AG-UI 1.0: a RunAgentInput in, its events out. The same request once more, with
 * `Last-Event-ID`, goes on where an answer was cut off. With `?approvals=wait` an answer stays open while
 * a call waits for a person.
 */
export function agUiRoutes({ control, streams }: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.post("/ag-ui/agents/:agent", async (c) => {
    const { id: agent } = requireAgent(control, c.req.param("agent"));
    const asked = readRunInput(await readJson(c));
    const place = askedPlace(c);
    const { thread, turn, after } = await begin(control, agent, asked);
    const { log } = thread;
    const goesOn =
      after === undefined ? undefined : { epoch: log.head().epoch, sequence: after, delivered: 0 };
    const waits = c.req.query("approvals") === "wait";
    return runStream(c, streams, {
      log,
      run_id: turn.run_id,
      from: turn.sequence - 1,
      after: place ?? goesOn,
      teller: new EventTeller({ ...asked, waits, goesOnAfter: after }),
      write: messageFrame,
    });
  });
  return routes;
}

async function begin(
  control: ControlServices,
  agent: string,
  { threadId, options, brings, asked }: AskedRun,
): Promise<ClientRun & { readonly after?: number }> {
  const place: ClientThread = { protocol: "ag-ui", client_id: threadId };
  if (asked.kind === "question") {
    const { message_id, text, files } = asked;
    const input = await messageInput(text, files, control);
    return submitClientMessage(control, place, {
      message_id,
      input,
      options: { ...options, agent },
      isAnew: false,
      ...brings,
    });
  }
  const thread = await findClientThread(control, place);
  if (thread !== undefined) return answerActions(control, thread, asked.answers);
  throw notFound(`There is no thread "${threadId}" to go on with`, "Send a message first");
}

function notFound(detail: string, fix: string): ProblemError {
  return new ProblemError({ status: 404, code: "not_found", title: "Not found", detail, fix });
}
