import type { McpHttpHandler, ServerNotifier } from "@modelcontextprotocol/server";
import { type Context, Hono } from "hono";

import type { AppEnv } from "#server/security/app-env.ts";
import { readJson } from "#server/security/json-body.ts";
import {
  problemInWords,
  type ShapedProblem,
  type ToldProblem,
} from "#server/security/problem-shape.ts";
import type { AppServices } from "#server/services.ts";
import type { McpServed } from "./mcp-server.ts";
import type { McpSessions } from "./mcp-sessions.ts";

const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;
/** The code that the SDK has for the same. */
const NO_SESSION = -32_001;
const UNAVAILABLE = -32_000;
const SESSION_HEADER = "mcp-session-id";

/** Makes the server of one exchange or session; the notifier reaches all who listen for changes. */
export type CreateServer = (services: AppServices, notify: ServerNotifier) => McpServed;

/**
 * `/mcp`: the MCP server over Streamable HTTP, for clients of the protocol of 2026 and of those before.
 * Without `create` it is the server of the runtime.
 */
export function mcpRoutes(services: AppServices, create?: CreateServer): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  let opened: Promise<Mounted> | undefined;
  const mounted = (): Promise<Mounted> => (opened ??= mount(services, create));

  routes.post("/mcp", async (c) => {
    const body = await readJson(c);
    return post(c, body, await mounted());
  });
  routes.get("/mcp", async (c) => {
    const { handler, sessions } = await mounted();
    const id = c.req.header(SESSION_HEADER);
    if (id !== undefined && !sessions.has(id, c.get("access"))) return noSession(c, id);
    // All that a session is asked comes with the answer to its call, so there is no stream to open beside it.
    return handler.fetch(c.req.raw);
  });
  routes.delete("/mcp", async (c) => {
    const { handler, sessions } = await mounted();
    const id = c.req.header(SESSION_HEADER);
    if (id === undefined) return handler.fetch(c.req.raw);
    return sessions.end(id, c.get("access")) ? c.body(null, 200) : noSession(c, id);
  });
  return routes;
}

/** What answers at `/mcp`: with a session who began one, everybody else by their request alone. */
interface Mounted {
  readonly handler: McpHttpHandler;
  readonly sessions: McpSessions;
  readonly isInitialize: (body: unknown) => boolean;
  readonly isLegacy: (request: Request, body: unknown) => Promise<boolean>;
}

async function post(c: Context<AppEnv>, body: unknown, mounted: Mounted): Promise<Response> {
  const { handler, sessions, isInitialize, isLegacy } = mounted;
  const request = c.req.raw;
  const access = c.get("access");
  if (!(await isLegacy(request, body))) return handler.fetch(request, { parsedBody: body });
  if (isInitialize(body)) {
    const begun = await sessions.begin(request, body, access);
    const message = "All sessions are in use, or the server stops; try again later";
    return begun ?? refusal(c, 503, UNAVAILABLE, message);
  }
  const id = c.req.header(SESSION_HEADER);
  if (id === undefined) return handler.fetch(request, { parsedBody: body });
  return (await sessions.post(id, { request, body, access })) ?? noSession(c, id);
}

function noSession(c: Context<AppEnv>, id: string): Response {
  const quoted = JSON.stringify(id);
  return refusal(c, 404, NO_SESSION, `There is no MCP session ${quoted}; begin one by initialize`);
}

/** How a refusal of another part of the server is said at `/mcp`. */
export function mcpProblem(problem: ToldProblem): ShapedProblem {
  const code = problem.code === "bad_json" ? PARSE_ERROR : INVALID_REQUEST;
  return { body: { jsonrpc: "2.0", id: null, error: { code, message: problemInWords(problem) } } };
}

function refusal(c: Context<AppEnv>, status: 404 | 503, code: number, message: string): Response {
  return c.json({ jsonrpc: "2.0", id: null, error: { code, message } }, status);
}

/** Loaded with the first request, so that a server that nobody asks over MCP starts without it. */
async function mount(services: AppServices, create?: CreateServer): Promise<Mounted> {
  const [sdk, { createMcpServer }, { McpSessions }] = await Promise.all([
    import("@modelcontextprotocol/server"),
    import("./mcp-server.ts"),
    import("./mcp-sessions.ts"),
  ]);
  const report = (error: unknown): void =>
    services.logger.info({ err: error }, "An MCP request was refused");
  const make = (): McpServed => (create ?? createMcpServer)(services, handler.notify);
  const handler: McpHttpHandler = sdk.createMcpHandler(() => make().server, { onerror: report });
  const { clock } = services.control;
  const { draining } = services.streams;
  return {
    handler,
    sessions: new McpSessions({ clock, draining, create: make, report }),
    isInitialize: sdk.isInitializeRequest,
    isLegacy: sdk.isLegacyRequest,
  };
}
