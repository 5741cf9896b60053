import type { IncomingMessage, Server, ServerOptions } from "node:http";

import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";

import { MAX_ATTACHED_BYTES } from "#runtime/control/message-input.ts";
import type { AppEnv } from "./app-env.ts";
import { problem } from "./problem.ts";

/** The largest request body; uploads have a route of their own. */
const BODY_LIMIT_BYTES = 1024 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_HEADERS = 100;
export const MAX_CONNECTIONS = 2_000;
/** How long a client may take for its headers, and for its whole request; an answer may take for ever. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const TIMEOUT_CHECK_MS = 2_000;
/** What Node holds back for a client that does not read, before it makes the writer wait. */
const SOCKET_BUFFER_BYTES = 16 * 1024;

/** The limits that Node takes only when a server is made. */
export const SERVER_OPTIONS: ServerOptions = {
  // Any other upgrade that a client offers is left alone, as HTTP has it.
  shouldUpgradeCallback: isWebSocket,
  maxHeaderSize: MAX_HEADER_BYTES,
  headersTimeout: HEADERS_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  connectionsCheckingInterval: TIMEOUT_CHECK_MS,
  highWaterMark: SOCKET_BUFFER_BYTES,
};

/** Whether a request wants to become a WebSocket. */
export function isWebSocket({ headers }: Pick<IncomingMessage, "headers">): boolean {
  return headers.upgrade?.toLowerCase() === "websocket";
}

/** The same, where a client may take another time for its request, in milliseconds. */
export function serverLimits(requestTimeout = REQUEST_TIMEOUT_MS): ServerOptions {
  const headersTimeout = Math.min(HEADERS_TIMEOUT_MS, requestTimeout);
  return { ...SERVER_OPTIONS, requestTimeout, headersTimeout };
}

/** The limits that Node takes afterwards; `silenceMs` ends a silent connection. Answers with the same server. */
export function limitServer<Limited extends Server>(server: Limited, silenceMs = 0): Limited {
  server.setTimeout(silenceMs);
  server.maxConnections = MAX_CONNECTIONS;
  server.maxHeadersCount = MAX_HEADERS;
  return server;
}

/** What may be larger: a capture that is imported, by its form or by the command, and an agent's package. */
const IMPORT_LIMIT_BYTES = 32 * 1024 * 1024;
const IMPORT_PATHS: ReadonlySet<string> = new Set([
  "/runs/import",
  "/agents/import",
  "/control/import_run",
  "/api/v1/admin/agents/import",
]);

/** Messages may bring files; the form around them takes a little more. */
export const UPLOAD_LIMIT_BYTES = MAX_ATTACHED_BYTES + BODY_LIMIT_BYTES;
const UPLOAD_PATHS =
  /^\/(?:turns|attachments|s\/[^/]+\/turns|v1\/chat\/completions|v1\/responses|(?:ap|api)\/v1\/agent\/tasks\/[^/]+\/artifacts)$/;

/** Answers 413 to a body over the limit, before any route reads it. Runs after `requireAccess`. */
export function limitBody(maxBytes: number = BODY_LIMIT_BYTES): MiddlewareHandler<AppEnv> {
  const limit = limitTo(maxBytes);
  const importLimit = limitTo(Math.max(maxBytes, IMPORT_LIMIT_BYTES));
  const uploadLimit = limitTo(Math.max(maxBytes, UPLOAD_LIMIT_BYTES));
  return async (c, next) => {
    const hasBody = c.req.method !== "GET" && c.req.method !== "HEAD";
    if (!hasBody) return next();
    if (IMPORT_PATHS.has(c.req.path)) return importLimit(c, next);
    return UPLOAD_PATHS.test(c.req.path) ? uploadLimit(c, next) : limit(c, next);
  };
}

function limitTo(maxBytes: number): MiddlewareHandler<AppEnv> {
  return bodyLimit({
    maxSize: maxBytes,
    onError: (c: Context<AppEnv>) =>
      problem(c, {
        status: 413,
        code: "body_too_large",
        title: "Request body too large",
        detail: `The body is larger than ${maxBytes} bytes`,
        fix: "Send less, or attach the content as an artifact",
      }),
  });
}
