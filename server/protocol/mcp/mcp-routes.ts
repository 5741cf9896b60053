import type { McpHttpHandler, McpServer, ServerNotifier } from "@modelcontextprotocol/server";
import { Hono } from "hono";

import type { AppEnv } from "#server/security/app-env.ts";
import { readJson } from "#server/security/json-body.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";

const PARSE_ERROR = -32_700;

/** Makes the server of one exchange; the notifier reaches all who listen for changes. */
export type CreateServer = (services: AppServices, notify: ServerNotifier) => McpServer;

/**
 * `/mcp`: the MCP server over Streamable HTTP, for clients of the protocol of 2026 and of those before.
 * Without `create` it is the server of the runtime.
 */
export function mcpRoutes(services: AppServices, create?: CreateServer): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  let opened: Promise<McpHttpHandler> | undefined;
  const handler = (): Promise<McpHttpHandler> => (opened ??= openHandler(services, create));

  routes.post("/mcp", async (c) => {
    let parsedBody: unknown;
    try {
      parsedBody = await readJson(c);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.status !== 400) throw error;
      const refusal = { code: PARSE_ERROR, message: error.message };
      return c.json({ jsonrpc: "2.0", id: null, error: refusal }, 400);
    }
    return (await handler()).fetch(c.req.raw, { parsedBody });
  });
  routes.on(["GET", "DELETE"], "/mcp", async (c) => (await handler()).fetch(c.req.raw));
  return routes;
}

/** Loaded with the first request, so that a server that nobody asks over MCP starts without it. */
async function openHandler(
  services: AppServices,
  create: CreateServer | undefined,
): Promise<McpHttpHandler> {
  const [{ createMcpHandler }, { createMcpServer }] = await Promise.all([
    import("@modelcontextprotocol/server"),
    import("./mcp-server.ts"),
  ]);
  const make = create ?? createMcpServer;
  const handler: McpHttpHandler = createMcpHandler(() => make(services, handler.notify), {
    onerror: (error) => services.logger.info({ err: error }, "An MCP request was refused"),
  });
  return handler;
}
