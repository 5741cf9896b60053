import type { Context } from "hono";

import type { AppEnv } from "./app-env.ts";

/** Node's own request and response, as far as there are any. */
export function arrival(c: Context<AppEnv>): AppEnv["Bindings"] {
  // Hono leaves `env` undefined under app.request(), whatever its type says.
  return c.env ?? {};
}

/** The port that a request came in on: the socket's own, so it is right also when the port was 0. */
export function arrivalPort(c: Context<AppEnv>): number {
  const port = arrival(c).incoming?.socket.localPort;
  if (port !== undefined) return port;
  const url = new URL(c.req.url);
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}
