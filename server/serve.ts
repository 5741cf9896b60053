import { mkdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { pino, type Logger } from "pino";

import { sweepWire, WIRE_TOTAL_BYTES } from "#runtime/model/cassette/node-wire-sweep.ts";
import { createApp } from "./app.ts";
import { compose, wireFolder, type Composition } from "./compose.ts";
import type { AppEnv } from "./security/app-env.ts";
import { limitServer, serverLimits } from "./security/limits.ts";
import { problemJson } from "./security/problem.ts";
import { acceptWebSockets } from "./security/web-sockets.ts";
import { loginLink } from "./security/token.ts";
import { announceServer, type RunningServer, withdrawServer } from "./running-server.ts";
import type { ServeOptions } from "./serve-options.ts";
import { readSettings } from "./settings.ts";

/** How long a stopping server waits for its parts before it leaves anyway. */
const DRAIN_MS = 10_000;

/** `uar serve`: starts, prints the link when it can serve, and drains on SIGINT and SIGTERM. */
export async function serve(flags: Readonly<Record<string, string>>): Promise<void> {
  const { options, config } = await readSettings(flags, process.env);
  mkdirSync(options.data, { recursive: true, mode: 0o700 });
  const file = pino.destination({ dest: join(options.data, "server.log"), mkdir: true });
  const logger = pino({ level: options.log_level }, file);
  const composition = await compose(options, config, logger);
  const app = createApp(composition.services);
  const server = limitServer(httpServer(app, options), options.write_timeout_ms);
  const origin = await listen(server, options);

  announce(options, { url: origin, token: composition.services.token }, logger);
  stopOnSignal(server, composition, () => withdrawServer(options.data));
  console.log(`UAR Playground ready at ${loginLink(origin, composition.services.token)}`);
  await composition.recover();
  await sweepRecordings(options, logger);
}

/** A folder that cannot be told only costs the terminal's commands their way here. */
function announce({ data }: ServeOptions, running: RunningServer, logger: Logger): void {
  try {
    announceServer(data, running);
  } catch (error) {
    logger.warn({ err: error }, "The server's address could not be left in the data folder");
  }
}

/** Old recordings that cannot be removed cost room on the disk only. */
async function sweepRecordings(options: ServeOptions, logger: Logger): Promise<void> {
  try {
    await sweepWire(wireFolder(options), WIRE_TOTAL_BYTES);
  } catch (error) {
    logger.warn({ err: error }, "Old recordings of models' answers could not be removed");
  }
}

function httpServer(app: Hono<AppEnv>, { read_timeout_ms }: ServeOptions): Server {
  const listener = getRequestListener(app.fetch, { errorHandler: malformedRequest });
  const server = createServer(serverLimits(read_timeout_ms), (request, response) => {
    // The listener answers failures itself and never rejects.
    void listener(request, response);
  });
  acceptWebSockets(server, app);
  return server;
}

/** What is refused before any route can see it, such as a request without a usable Host. */
function malformedRequest(): Response {
  return problemJson({ status: 400, code: "bad_request", title: "The request is malformed" });
}

async function listen(server: Server, { host, port }: ServeOptions): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const busy = `Port ${port} is in use; choose another with --port, or 0 for any free one`;
      reject(cause.code === "EADDRINUSE" ? new Error(busy, { cause }) : cause);
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return `http://${host.includes(":") ? `[${host}]` : host}:${bound}`;
}

/** The first signal drains; the second one leaves at once. */
function stopOnSignal(server: Server, composition: Composition, withdraw: () => void): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    server.close();
    withdraw();
    composition
      .close()
      .then(() => server.closeAllConnections())
      .catch((error: unknown) => {
        console.error(error);
        process.exitCode = 1;
      });
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}
