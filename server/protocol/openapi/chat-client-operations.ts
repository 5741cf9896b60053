import { z } from "zod";

import { AG_UI_TYPES } from "#server/protocol/ag-ui/ag-ui-event.ts";
import { RunAgentInput } from "#server/protocol/ag-ui/run-input.ts";
import { ChatRequest } from "#server/protocol/ai-sdk-ui/chat-request.ts";
import type { ApiOperation } from "./api-route.ts";

const Waits = z.object({
  approvals: z
    .literal("wait")
    .exactOptional()
    .describe("The answer stays open while a call waits for a person"),
});
const Chunk = z
  .looseObject({ type: z.string() })
  .describe("A chunk of the AI SDK's message stream v1; the last line is [DONE]");

/** What `HttpAgent` of AG-UI says. */
export const AG_UI_OPERATIONS: readonly ApiOperation[] = [
  {
    method: "post",
    path: "/ag-ui/agents/:agent",
    operation_id: "runAgent",
    summary: "A RunAgentInput in, the events of its run out; goes on behind Last-Event-ID",
    query: Waits,
    body: RunAgentInput,
    streams: z.looseObject({ type: z.enum(AG_UI_TYPES), timestamp: z.int().exactOptional() }),
  },
];

/** What `useChat` of the AI SDK says. */
export const AI_SDK_OPERATIONS: readonly ApiOperation[] = [
  {
    method: "post",
    path: "/api/ui/chat",
    operation_id: "sendChat",
    summary: "What DefaultChatTransport sends, answered with one message in chunks",
    query: Waits,
    body: ChatRequest,
    streams: Chunk,
  },
  {
    method: "get",
    path: "/api/ui/chat/:id/stream",
    operation_id: "resumeChat",
    summary: "The run of a chat that works, from its beginning; 204 where none does",
    query: Waits,
    streams: Chunk,
  },
];
