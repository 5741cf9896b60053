import type { UIMessageChunk } from "ai";
import { type Context, Hono } from "hono";

import { asProblem } from "#server/command-problem.ts";
import {
  answerActions,
  type ClientRun,
  type ClientThread,
  findClientThread,
  runningRun,
  submitClientMessage,
} from "#server/protocol/client-thread.ts";
import { messageInput } from "#server/protocol/inline-file.ts";
import { messageFrame, runStream } from "#server/protocol/run-stream.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { readJson } from "#server/security/json-body.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { askedPlace, type Place } from "#server/sse/cursor.ts";
import { type AskedChat, readChatRequest } from "./chat-request.ts";
import { ChunkTeller } from "./chunk-teller.ts";

/**
 * The server side of the AI SDK's `useChat`: `DefaultChatTransport({api: "/api/ui/chat"})` works with it,
 * `resumeStream` included. With `?approvals=wait` an answer stays open while a call waits for a person.
 */
export function chatRoutes({ control, streams }: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.post("/api/ui/chat", async (c) => {
    const asked = readChatRequest(await readJson(c));
    const told = await begin(control, asked);
    return chunkStream(c, streams, told);
  });

  routes.get("/api/ui/chat/:id/stream", async (c) => {
    const thread = await findClientThread(control, placeOf(c.req.param("id")));
    const run = thread && (await runningRun(thread));
    // What the SDK takes for "nothing to resume".
    if (run === undefined) return new Response(null, { status: 204 });
    const after = askedPlace(c);
    return chunkStream(c, streams, { ...run, ...(after !== undefined && { after }) });
  });
  return routes;
}

type Control = AppServices["control"];

interface ChatAnswer extends ClientRun {
  readonly after?: Place;
  /** The client's message that the run goes on with; absent, it is one of its own. */
  readonly answer_id?: string;
  /** Said before all else, where the client has the beginning of the message from another answer. */
  readonly opening?: UIMessageChunk;
}

async function begin(
  control: Control,
  { chat_id, options, brings, asked }: AskedChat,
): Promise<ChatAnswer> {
  const place = placeOf(chat_id);
  if (asked.kind === "question") {
    const { message_id, text, files, isAnew, answer_id } = asked;
    const input = await messageInput(text, files, control);
    const message = { message_id, input, options, isAnew, ...brings };
    const run = await submitClientMessage(control, place, message);
    return { ...run, ...(answer_id !== undefined && { answer_id }) };
  }
  const thread = await findClientThread(control, place);
  if (thread === undefined) throw unknownChat(chat_id);
  const answers = asked.answers.map(({ action_id, approved, reason }) => ({
    action_id,
    decision: approved ? ("allow_once" as const) : ("deny" as const),
    ...(reason !== undefined && { reason }),
  }));
  const { turn, after: sequence } = await asProblem(answerActions(control, thread, answers));
  const { epoch } = thread.log.head();
  const opening = { type: "start", messageId: turn.run_id } as const;
  return { thread, turn, after: { epoch, sequence, delivered: 0 }, opening };
}

async function chunkStream(
  c: Context<AppEnv>,
  streams: AppServices["streams"],
  { thread, turn, after, opening, answer_id }: ChatAnswer,
): Promise<Response> {
  const response = await runStream(c, streams, {
    log: thread.log,
    run_id: turn.run_id,
    from: turn.sequence - 1,
    after,
    teller: new ChunkTeller({
      waits: c.req.query("approvals") === "wait",
      ...(answer_id !== undefined && { answer_id }),
    }),
    write: messageFrame,
    ...(opening !== undefined && { opening: messageFrame(opening) }),
    closing: "data: [DONE]\n\n",
  });
  response.headers.set("x-vercel-ai-ui-message-stream", "v1");
  return response;
}

function placeOf(client_id: string): ClientThread {
  return { protocol: "ai-sdk-ui", client_id };
}

function unknownChat(chat_id: string): ProblemError {
  return new ProblemError({
    status: 404,
    code: "not_found",
    title: "Not found",
    detail: `There is no chat "${chat_id}" to answer in`,
    fix: "Send a message of the user first, under the same id",
  });
}
