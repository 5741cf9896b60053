import { once } from "node:events";
import { createServer, type Server, type ServerOptions } from "node:http";
import type { AddressInfo, Socket } from "node:net";

import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";

import type { AppEnv } from "./app-env.ts";
import { limitServer, SERVER_OPTIONS } from "./limits.ts";
import { acceptWebSockets } from "./web-sockets.ts";

/** For tests: an app on a real socket, at a free port, with the limits of the real server. */
export interface TestServer {
  readonly origin: string;
  readonly port: number;
  readonly server: Server;
  readonly sockets: ReadonlySet<Socket>;
  close(): Promise<void>;
}

export async function serveApp(
  app: Hono<AppEnv>,
  options: ServerOptions = SERVER_OPTIONS,
): Promise<TestServer> {
  const listener = getRequestListener(app.fetch);
  const server = createServer(options, (incoming, outgoing) => {
    void listener(incoming, outgoing);
  });
  acceptWebSockets(server, app);
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  limitServer(server).listen(0, "127.0.0.1");
  await once(server, "listening");
  // A TCP server that listens has this kind of address.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    server,
    sockets,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** The same for programs that cannot send a token of their own: every request comes in with this one. */
export async function serveLetIn(app: Hono<AppEnv>, token: string): Promise<TestServer> {
  const front = new Hono<AppEnv>();
  front.all("*", (c) => {
    const headers = new Headers(c.req.raw.headers);
    headers.set("authorization", `Bearer ${token}`);
    return app.fetch(new Request(c.req.raw, { headers }), c.env);
  });
  return serveApp(front);
}
