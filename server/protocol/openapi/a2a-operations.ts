import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";
import { PushConfig } from "#server/protocol/a2a/push-config.ts";
import { ListTasksRequest, SendMessageRequest } from "#server/protocol/a2a/request.ts";
import type { ApiOperation } from "./api-route.ts";

const Card = z.looseObject({ name: z.string(), description: z.string(), version: z.string() });
const Task = z.looseObject({
  id: z.string(),
  contextId: z.string(),
  status: z.looseObject({ state: z.string() }),
});
const Update = z
  .looseObject({})
  .describe("A StreamResponse: one of task, message, statusUpdate and artifactUpdate");
const JsonRpc = z.looseObject({
  jsonrpc: z.literal("2.0"),
  method: z.string(),
  id: z.union([z.string(), z.number(), z.null()]).exactOptional(),
  params: Json.exactOptional(),
});
const ShownConfig = z.looseObject({ id: z.string(), taskId: z.string(), url: z.string() });
const REST = "/a2a/agents/:agent/v1";
const CONFIGS = `${REST}/tasks/:task/pushNotificationConfigs`;
const A2A_JSON = "application/a2a+json";

/** The agents as A2A has them: their cards, JSON-RPC, and HTTP+JSON. */
export const A2A_OPERATIONS: readonly ApiOperation[] = [
  ...(["agent-card.json", "agent.json"] as const).flatMap((file): ApiOperation[] => {
    const version = file === "agent.json" ? "Legacy" : "";
    return [
      {
        method: "get",
        path: `/.well-known/${file}`,
        operation_id: `getDefault${version}AgentCard`,
        summary: "The card of the default agent",
        answer: Card,
      },
      {
        method: "get",
        path: `/agents/:agent/.well-known/${file}`,
        operation_id: `get${version}AgentCard`,
        summary: "The card of an agent",
        answer: Card,
      },
    ];
  }),
  {
    method: "post",
    path: "/a2a/agents/:agent",
    operation_id: "callA2a",
    summary: "A request of JSON-RPC, in A2A 1.0 or 0.3",
    body: JsonRpc,
    answer: z.looseObject({ jsonrpc: z.literal("2.0") }),
    streams: z.looseObject({ jsonrpc: z.literal("2.0"), result: Update }),
  },
  {
    method: "post",
    path: `${REST}/message:send`,
    operation_id: "sendA2aMessage",
    summary: "Hands a message to an agent, and answers with its task",
    body: SendMessageRequest,
    answer: z.object({ task: Task }),
    media: A2A_JSON,
  },
  {
    method: "post",
    path: `${REST}/message:stream`,
    operation_id: "streamA2aMessage",
    summary: "The same, answered with the task and its updates",
    body: SendMessageRequest,
    streams: Update,
  },
  {
    method: "get",
    path: `${REST}/tasks`,
    operation_id: "listA2aTasks",
    summary: "A page of tasks",
    query: ListTasksRequest,
    answer: z.looseObject({ tasks: z.array(Task) }),
    media: A2A_JSON,
  },
  {
    method: "get",
    path: `${REST}/tasks/:task`,
    operation_id: "getA2aTask",
    summary: "A task as it stands",
    query: z.object({ historyLength: z.string().exactOptional() }),
    answer: Task,
    media: A2A_JSON,
  },
  {
    method: "post",
    path: `${REST}/tasks/:task:cancel`,
    route: `${REST}/tasks/:task`,
    operation_id: "cancelA2aTask",
    summary: "Stops a task",
    answer: Task,
    media: A2A_JSON,
  },
  {
    method: "get",
    path: `${REST}/tasks/:task:subscribe`,
    route: `${REST}/tasks/:task`,
    operation_id: "subscribeToA2aTask",
    summary: "The updates of a task that works",
    streams: Update,
  },
  {
    method: "post",
    path: CONFIGS,
    operation_id: "createA2aPushConfig",
    summary: "Names a receiver that hears what comes of a task",
    body: PushConfig,
    answer: ShownConfig,
    media: A2A_JSON,
  },
  {
    method: "get",
    path: CONFIGS,
    operation_id: "listA2aPushConfigs",
    summary: "The receivers of a task",
    answer: z.object({ configs: z.array(ShownConfig) }),
    media: A2A_JSON,
  },
  {
    method: "get",
    path: `${CONFIGS}/:config`,
    operation_id: "getA2aPushConfig",
    summary: "A receiver of a task",
    answer: ShownConfig,
    media: A2A_JSON,
  },
  {
    method: "delete",
    path: `${CONFIGS}/:config`,
    operation_id: "deleteA2aPushConfig",
    summary: "Tells a receiver no more",
    answer: z.object({}),
    media: A2A_JSON,
  },
  {
    method: "get",
    path: `${REST}/extendedAgentCard`,
    operation_id: "getExtendedAgentCard",
    summary: "The card of an agent for those who have the token, where there is one",
    answer: Card,
  },
];
