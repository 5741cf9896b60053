import { z } from "zod";

import { CATALOGUE } from "#runtime/control/catalogue.ts";
import {
  AGENT_PROTOCOL_BASE,
  PLUTO_AGENT_BASE,
} from "#server/protocol/agent-protocol/agent-protocol.ts";
import { AGENT_PROTOCOL_ROUTES } from "#server/protocol/agent-protocol/routes.ts";
import { ADMIN_ROUTES } from "#server/protocol/pluto/admin-routes.ts";
import { PLUTO_ROUTES } from "#server/protocol/pluto/pluto.ts";
import { ChatRequest } from "#server/protocol/seed-chat.ts";
import type { ApiOperation } from "./api-route.ts";

/** An operation at its whole address, in the group that the description lists it under. */
export interface DescribedOperation extends ApiOperation {
  readonly group: (typeof GROUPS)[number];
  /** Whether its answer stands in `{ok, data, request_id}`. */
  readonly enveloped?: true;
}

/** The groups in their order. */
export const GROUPS = ["Runs", "Agents", "Agent Protocol", "Control plane"] as const;

const ChatAccepted = z.object({
  session_id: z.string(),
  thread_id: z.string(),
  turn_id: z.string(),
  run_id: z.string(),
  stream_url: z.string(),
});

const RUN_OPERATIONS: readonly ApiOperation[] = [
  {
    method: "post",
    path: "/api/chat",
    operation_id: "submitMessage",
    summary: "Hands a message to an agent, and answers at once with the stream of its run",
    body: ChatRequest,
    answer: ChatAccepted,
  },
  {
    method: "get",
    path: "/runs/:run/lanes",
    operation_id: "streamRun",
    summary: "All lanes of a run, live, as events, JSON lines or text",
    query: z.object({ lanes: z.string().exactOptional(), after: z.string().exactOptional() }),
    gives: "text/event-stream",
  },
  {
    method: "get",
    path: "/threads/:thread/stream",
    operation_id: "streamThread",
    summary: "The lanes of a thread, live, from any place of its log",
    query: z.object({ lanes: z.string().exactOptional(), after: z.string().exactOptional() }),
    gives: "text/event-stream",
  },
  {
    method: "get",
    path: "/outputs/:ref",
    operation_id: "getOutput",
    summary: "A tool's whole output, or a file that came with a question",
    gives: "application/octet-stream",
  },
];

/** Everything that the description of this server's API tells. */
export function describedOperations(): readonly DescribedOperation[] {
  const at = (base: string) => (route: ApiOperation) => ({ ...route, path: base + route.path });
  return [
    ...RUN_OPERATIONS.map((operation) => ({ ...operation, group: "Runs" as const })),
    ...PLUTO_ROUTES.map((route) => ({
      ...route,
      group: "Agents" as const,
      enveloped: true as const,
    })),
    ...AGENT_PROTOCOL_ROUTES.map(at(AGENT_PROTOCOL_BASE)).map((route) => ({
      ...route,
      group: "Agent Protocol" as const,
    })),
    ...AGENT_PROTOCOL_ROUTES.map(at(PLUTO_AGENT_BASE)).map((route) => ({
      ...route,
      operation_id: `${route.operation_id}InEnvelope`,
      group: "Agent Protocol" as const,
      enveloped: true as const,
    })),
    ...CATALOGUE.map(({ name, description, input }) => ({
      method: "post" as const,
      path: `/control/${name}`,
      operation_id: name,
      summary: description,
      body: input,
      answer: z.unknown(),
      group: "Control plane" as const,
    })),
  ];
}

/** Whether an operation needs the administrator's token. */
export function isForAdmin({ operation_id }: ApiOperation): boolean {
  return ADMIN_ROUTES.some((route) => route.operation_id === operation_id);
}
