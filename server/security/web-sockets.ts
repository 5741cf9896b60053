import { type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

import type { Hono } from "hono";
import { type WebSocket, WebSocketServer } from "ws";

import type { AppEnv } from "./app-env.ts";
import { isWebSocket, UPLOAD_LIMIT_BYTES } from "./limits.ts";
import { problemJson } from "./problem.ts";

/** What a route calls that answers with a WebSocket: `converse` gets it once it is open. */
export type Upgrade = (converse: (socket: WebSocket) => void) => void;

/**
 * Lets routes answer with WebSockets. A request for one passes the whole app as any other does, so host, origin
 * and access are checked by the same middlewares; it opens where its route asked for that and answered with success.
 */
export function acceptWebSockets(server: Server, app: Hono<AppEnv>): void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: UPLOAD_LIMIT_BYTES,
    perMessageDeflate: false, // A small message could unpack to a large one.
  });
  server.on("upgrade", (incoming, socket, head) => {
    socket.on("error", () => socket.destroy()); // The client is gone; there is nobody to tell.
    let converse: Parameters<Upgrade>[0] | undefined;
    const upgrade: Upgrade = (talk) => {
      converse = talk;
    };
    void answered(incoming, app, upgrade).then((response) => {
      if (converse === undefined || !response.ok) return refuse(socket, response);
      return sockets.handleUpgrade(incoming, socket, head, converse);
    });
  });
}

/** Never rejects: the app turns its failures into answers. */
async function answered(
  incoming: IncomingMessage,
  app: Hono<AppEnv>,
  upgrade: Upgrade,
): Promise<Response> {
  const request = requestOf(incoming);
  if (request !== undefined && isWebSocket(incoming))
    return app.fetch(request, { incoming, upgrade });
  return problemJson({ status: 400, code: "bad_request", title: "The request is malformed" });
}

/** Undefined for what is no request, such as one with an impossible Host. */
function requestOf({ headers, url = "/", method = "GET" }: IncomingMessage): Request | undefined {
  const address = `http://${headers.host ?? ""}${url}`;
  if (!url.startsWith("/") || !URL.canParse(address)) return undefined;
  const given = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) given.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return new Request(address, { method, headers: given });
}

async function refuse(socket: Duplex, response: Response): Promise<void> {
  const status = response.ok ? 400 : response.status;
  const body = Buffer.from(await response.arrayBuffer());
  const headers = [...response.headers]
    .filter(([name]) => name !== "content-length")
    .map(([name, value]) => `${name}: ${value}\r\n`);
  const heading = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${headers.join("")}`;
  socket.write(`${heading}connection: close\r\ncontent-length: ${body.length}\r\n\r\n`);
  socket.end(body);
}
