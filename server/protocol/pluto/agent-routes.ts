import { z } from "zod";

import type { Agent } from "#runtime/agent/agent.ts";
import { UnknownAgentError } from "#runtime/agent/registry.ts";
import { CommandError } from "#runtime/control/command.ts";
import { dispatch, perform } from "#runtime/control/dispatch.ts";
import { requireThread } from "#runtime/control/find-thread.ts";
import { submitTurn, type SubmittedTurn } from "#runtime/control/submit-turn.ts";
import { Failure, Usage } from "#runtime/event/shared.ts";
import { MAX_TEXT_CHARS, MemoryKind, MemoryTopic } from "#runtime/memory/memory-entry.ts";
import { answerText, findRun } from "#runtime/state/run-queries.ts";
import { type ApiRoute, apiRoute } from "#server/protocol/openapi/api-route.ts";
import { settledRun } from "#server/protocol/settled-run.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { streamResponse } from "#server/sse/stream-response.ts";
import { agentSpec, AgentView, agentView } from "./agent-view.ts";
import { ChatEvent, chatProjection, HEARTBEAT, startFrame } from "./chat-stream.ts";

const ChatRequest = z.strictObject({
  message: z.string().min(1),
  session_id: z.string().exactOptional().describe("Goes on with this conversation"),
  model: z.string().exactOptional(),
});
type ChatRequest = z.output<typeof ChatRequest>;

const ChatAnswer = z.object({
  session_id: z.string(),
  run_id: z.string(),
  status: z.string().describe("waiting_permission: a person is asked in the playground"),
  content: z.string(),
  usage: Usage,
  error: Failure.exactOptional(),
});

/** Agents, and talking to them. */
export const AGENT_ROUTES: readonly ApiRoute[] = [
  apiRoute({
    method: "get",
    path: "/agents",
    operation_id: "listAgents",
    summary: "The agents of this server, the built-in one first",
    answer: z.array(AgentView),
    run: async (_asked, { control }) => control.agents.list().map(agentView),
  }),
  apiRoute({
    method: "get",
    path: "/agents/:name",
    operation_id: "getAgent",
    summary: "One agent",
    answer: AgentView,
    run: async ({ params }, { control }) => agentView(requireAgent(params, control)),
  }),
  apiRoute({
    method: "get",
    path: "/agents/:name/spec",
    operation_id: "getAgentSpec",
    summary: "An agent's definition, as it could be deployed",
    gives: "application/yaml",
    run: async ({ params }, { control }) =>
      new Response(agentSpec(requireAgent(params, control)), {
        headers: { "Content-Type": "application/yaml; charset=utf-8" },
      }),
  }),
  apiRoute({
    method: "post",
    path: "/agents/:name/chat",
    operation_id: "chat",
    summary: "Hands a message to an agent, and answers once its run ended or waits for a person",
    body: ChatRequest,
    answer: ChatAnswer,
    async run({ params, body, c }, services) {
      const { session_id, run_id } = await submitted(params, body, services);
      const signal = AbortSignal.any([c.req.raw.signal, services.streams.draining]);
      const state = await settledRun(run_id, services.control, signal);
      const run = findRun(state, run_id);
      if (run === undefined) throw new Error(`The log holds no run "${run_id}"`);
      const { status, usage, error } = run;
      const failed = error !== undefined && { error };
      return { session_id, run_id, status, content: answerText(run), usage, ...failed };
    },
  }),
  apiRoute({
    method: "post",
    path: "/agents/:name/chat/stream",
    operation_id: "streamChat",
    summary: "The same as events: start, token, done; between them discard, approval and error",
    body: ChatRequest,
    streams: ChatEvent,
    run: async ({ params, body, c }, services) =>
      stream(c, await submitted(params, body, services), services),
  }),
  apiRoute({
    method: "get",
    path: "/agents/:name/chat/stream",
    operation_id: "streamChatByQuery",
    summary:
      "The same for clients that only GET; needs the token, since a link must not start a run",
    query: ChatRequest,
    streams: ChatEvent,
    async run({ params, query, c }, services) {
      if (c.get("access") !== "token") throw needsToken();
      return stream(c, await submitted(params, query, services), services);
    },
  }),
  apiRoute({
    method: "get",
    path: "/agents/:name/memory",
    operation_id: "listMemories",
    summary: "What an agent remembers, the newest first or the best match",
    query: z.strictObject({ query: z.string().exactOptional() }),
    answer: z.unknown(),
    run: ({ params, query }, services) =>
      optional("list_memories", { agent: nameOf(params), ...query }, services),
  }),
  apiRoute({
    method: "post",
    path: "/agents/:name/memory",
    operation_id: "addMemory",
    summary: "Keeps something for an agent to remember, once, however often it is sent",
    body: z.strictObject({
      text: z.string().min(1).max(MAX_TEXT_CHARS),
      kind: MemoryKind.exactOptional(),
      topic: MemoryTopic.exactOptional(),
    }),
    answer: z.unknown(),
    run: ({ params, body }, services) =>
      optional("add_memory", { agent: nameOf(params), ...body }, services),
  }),
  apiRoute({
    method: "delete",
    path: "/agents/:name/memory",
    operation_id: "forgetMemory",
    summary: "Removes something that an agent remembers",
    query: z.strictObject({ memory_id: z.string().min(1) }),
    answer: z.unknown(),
    run: ({ params, query }, services) =>
      optional("forget_memory", { agent: nameOf(params), ...query }, services),
  }),
];

/** Does a command that not every build of the runtime has. Throws ProblemError (503) where it has none. */
export async function optional(
  command: string,
  input: object,
  { control }: AppServices,
): Promise<object> {
  try {
    // Commands answer with objects.
    return (await dispatch(command, input, control)) as object;
  } catch (cause) {
    if (!(cause instanceof CommandError) || cause.code !== "unknown_command") throw cause;
    const detail = `This server has no command "${command}"`;
    throw new ProblemError({ status: 503, code: "unavailable", title: "Not here", detail });
  }
}

/** The name that an address holds. */
export function nameOf(params: Readonly<Record<string, string>>): string {
  return params["name"] ?? "";
}

/** The agent that an address names. Throws a `not_found` CommandError. */
export function requireAgent(
  params: Readonly<Record<string, string>>,
  { agents }: AppServices["control"],
): Agent {
  try {
    return agents.resolve(nameOf(params));
  } catch (cause) {
    if (!(cause instanceof UnknownAgentError)) throw cause;
    throw new CommandError("not_found", cause.message, {}, { cause });
  }
}

async function submitted(
  params: Readonly<Record<string, string>>,
  { message, session_id, model }: ChatRequest,
  { control }: AppServices,
): Promise<SubmittedTurn> {
  const agent = requireAgent(params, control).id;
  const options = { agent, ...(model !== undefined && { model }) };
  const place = session_id === undefined ? {} : { session_id };
  return perform(
    submitTurn,
    { input: { text: message }, options, source: "pluto", ...place },
    control,
  );
}

async function stream(
  c: Parameters<typeof streamResponse>[0],
  { session_id, run_id, after }: SubmittedTurn,
  { control, streams }: AppServices,
): Promise<Response> {
  const { log } = await requireThread(control, "run", run_id);
  const place = { epoch: log.head().epoch, sequence: after, delivered: 0 };
  return streamResponse(c, streams, {
    format: { contentType: "text/event-stream", heartbeat: () => HEARTBEAT },
    opening: startFrame({ session_id, run_id }),
    sources: [{ log, place, projection: chatProjection(run_id) }],
  });
}

function needsToken(): ProblemError {
  return new ProblemError({
    status: 403,
    code: "needs_token",
    title: "Refused: a link must not start a run",
    detail: "A GET that starts a run is answered with the token alone",
    fix: "Send Authorization: Bearer <token>, or POST the same as JSON",
  });
}
