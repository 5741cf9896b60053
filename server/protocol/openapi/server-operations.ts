import { z } from "zod";

import { CATALOGUE } from "#runtime/control/catalogue.ts";
import { Json } from "#runtime/event/shared.ts";
import type { ApiOperation } from "./api-route.ts";

/** Every command at an address of its own, and the list of them. */
export const CONTROL_OPERATIONS: readonly ApiOperation[] = [
  {
    method: "get",
    path: "/control",
    operation_id: "listCommands",
    summary: "Every command with the JSON Schema of its input",
    answer: z.object({ commands: z.record(z.string(), z.looseObject({ input: Json })) }),
  },
  ...CATALOGUE.map(({ name, description, input }) => ({
    method: "post" as const,
    path: `/control/${name}`,
    route: "/control/:command",
    operation_id: name,
    summary: description,
    body: input,
    answer: z.unknown(),
  })),
];

const Message = z.looseObject({ jsonrpc: z.literal("2.0") });

/** MCP over Streamable HTTP. */
export const MCP_OPERATIONS: readonly ApiOperation[] = [
  {
    method: "post",
    path: "/mcp",
    operation_id: "callMcp",
    summary: "A message of JSON-RPC to the MCP server of this runtime",
    body: Message.extend({
      method: z.string().exactOptional(),
      id: z.union([z.string(), z.number()]).exactOptional(),
      params: Json.exactOptional(),
    }),
    answer: Message,
    streams: Message,
  },
  {
    method: "get",
    path: "/mcp",
    operation_id: "listenToMcp",
    summary: "What the MCP server says by itself, for clients of protocols before 2026",
    streams: Message,
  },
  {
    method: "delete",
    path: "/mcp",
    operation_id: "leaveMcp",
    summary: "Ends a session of such a client",
    answer: z.unknown(),
  },
];

const Status = z.object({ status: z.string() });

/** How the server is, and what it describes of itself. */
export const STATUS_OPERATIONS: readonly ApiOperation[] = [
  {
    method: "get",
    path: "/livez",
    operation_id: "getLiveness",
    summary: "Whether the process answers; needs no token",
    answer: Status.extend({ version: z.string() }),
  },
  {
    method: "get",
    path: "/readyz",
    operation_id: "getReadiness",
    summary: "Whether it takes work; 503 once it drains; needs no token",
    answer: Status,
  },
  {
    method: "get",
    path: "/openapi.json",
    operation_id: "getApiDescription",
    summary: "This description",
    answer: z.looseObject({ openapi: z.string() }),
  },
];
