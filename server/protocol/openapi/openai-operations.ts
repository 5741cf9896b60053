import { z } from "zod";

import { ChatRequest } from "#server/protocol/openai/chat-request.ts";
import { CompactRequest, ResponsesRequest } from "#server/protocol/openai/responses-request.ts";
import type { ApiOperation } from "./api-route.ts";

const Model = z.object({
  id: z.string(),
  object: z.literal("model"),
  created: z.int(),
  owned_by: z.string(),
});
const Chunk = z.looseObject({
  id: z.string(),
  object: z.literal("chat.completion.chunk"),
  created: z.int(),
  model: z.string(),
  choices: z.array(z.looseObject({})),
});
const Completion = Chunk.extend({ object: z.literal("chat.completion") });
const Response = z.looseObject({
  id: z.string(),
  object: z.literal("response"),
  status: z.string(),
  output: z.array(z.looseObject({ type: z.string() })),
});
const ResponseEvent = z.looseObject({ type: z.string(), sequence_number: z.int() });

/** What OpenAI's clients say, below `/v1`. */
export const OPENAI_OPERATIONS: readonly ApiOperation[] = [
  {
    method: "get",
    path: "/v1/models",
    operation_id: "listModels",
    summary: "The agents, then the models behind them",
    answer: z.object({ object: z.literal("list"), data: z.array(Model) }),
  },
  {
    method: "get",
    path: "/v1/models/:id",
    route: "/v1/models/:id{.+}",
    operation_id: "getModel",
    summary: "One of them",
    answer: Model,
  },
  {
    method: "post",
    path: "/v1/chat/completions",
    operation_id: "createChatCompletion",
    summary: "Chat Completions: a conversation in, its answer out, in chunks with stream: true",
    body: ChatRequest,
    answer: Completion,
    streams: Chunk,
  },
  {
    method: "post",
    path: "/v1/responses",
    operation_id: "createResponse",
    summary: "Responses: a run as a response, as events with stream: true",
    body: ResponsesRequest,
    answer: Response,
    streams: ResponseEvent,
  },
  {
    method: "post",
    path: "/v1/responses/compact",
    operation_id: "compactConversation",
    summary: "A summary that a later request takes in the place of the conversation",
    body: CompactRequest,
    answer: z.looseObject({ id: z.string(), object: z.literal("response.compaction") }),
  },
  {
    method: "get",
    path: "/v1/responses/:id",
    operation_id: "getResponse",
    summary: "A response as it stands, or its events from any one on",
    query: z.object({
      stream: z.enum(["true", "false"]).exactOptional(),
      starting_after: z.string().exactOptional(),
    }),
    answer: Response,
    streams: ResponseEvent,
  },
  {
    method: "get",
    path: "/v1/responses/:id/input_items",
    operation_id: "listResponseInputItems",
    summary: "What the request of a response said to the model",
    query: z.object({
      limit: z.string().exactOptional(),
      order: z.enum(["asc", "desc"]).exactOptional(),
      after: z.string().exactOptional(),
    }),
    answer: z.looseObject({
      object: z.literal("list"),
      data: z.array(z.looseObject({ id: z.string(), type: z.string() })),
      has_more: z.boolean(),
    }),
  },
  {
    method: "post",
    path: "/v1/responses/:id/cancel",
    operation_id: "cancelResponse",
    summary: "Stops the run of a response",
    answer: Response,
  },
  {
    method: "delete",
    path: "/v1/responses/:id",
    operation_id: "deleteResponse",
    summary: "Takes a response out of the protocol; its run stays in the log",
    answer: z.object({
      id: z.string(),
      object: z.literal("response"),
      deleted: z.literal(true),
    }),
  },
];
