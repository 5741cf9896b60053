import type { Json } from "#runtime/event/shared.ts";
import type { Group } from "./operations.ts";

/** How an API says that it refuses: a schema under a name, and its media type. */
interface Refusal {
  readonly name: string;
  readonly media: string;
  readonly schema: { readonly [key: string]: Json };
}

const TEXT = { type: "string" };
const JSON_MEDIA = "application/json";

/** The shape of each API whose protocol has one of its own; the others answer as runs do. */
export const REFUSALS: Readonly<{ Runs: Refusal } & Partial<Record<Group, Refusal>>> = {
  Runs: {
    name: "Problem",
    media: "application/problem+json",
    schema: {
      type: "object",
      description: "RFC 9457",
      properties: {
        type: TEXT,
        status: { type: "integer" },
        code: TEXT,
        title: TEXT,
        detail: TEXT,
        fix: TEXT,
      },
      required: ["type", "status", "code", "title"],
    },
  },
  OpenAI: {
    name: "OpenAiError",
    media: JSON_MEDIA,
    schema: {
      type: "object",
      properties: {
        error: {
          type: "object",
          properties: {
            message: TEXT,
            type: TEXT,
            param: { type: ["string", "null"] },
            code: { type: ["string", "null"] },
          },
          required: ["message", "type", "param", "code"],
        },
      },
      required: ["error"],
    },
  },
  A2A: {
    name: "A2aError",
    media: JSON_MEDIA,
    schema: {
      type: "object",
      description: "AIP-193 over HTTP+JSON; over JSON-RPC a code, a message and data",
      properties: {
        error: {
          type: "object",
          properties: { code: { type: "integer" }, status: TEXT, message: TEXT },
          required: ["code", "message"],
        },
      },
      required: ["error"],
    },
  },
  "Agent Protocol": {
    name: "AgentProtocolError",
    media: JSON_MEDIA,
    schema: { type: "object", properties: { message: TEXT }, required: ["message"] },
  },
  MCP: {
    name: "JsonRpcError",
    media: JSON_MEDIA,
    schema: {
      type: "object",
      properties: {
        jsonrpc: { const: "2.0" },
        error: {
          type: "object",
          properties: { code: { type: "integer" }, message: TEXT },
          required: ["code", "message"],
        },
      },
      required: ["jsonrpc", "error"],
    },
  },
};
