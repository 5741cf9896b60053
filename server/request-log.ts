import type { Context, MiddlewareHandler } from "hono";
import type { Logger } from "pino";

import type { Clock } from "#runtime/services.ts";
import type { AppEnv } from "./security/app-env.ts";
import { arrival } from "./security/arrival.ts";

const GIVEN_ID = /^[\w.-]{1,100}$/;
const MAX_PATH_CHARS = 300;

/**
 * Names each request, as its client does where it can, and writes a line of it at the level `debug` once its
 * answer is out or its client has left; of a stream, that is its end. No query, header or body gets into it (R10).
 */
export function requestLog(
  logger: Pick<Logger, "debug" | "isLevelEnabled">,
  clock: Pick<Clock, "monotonic">,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const request_id = idOf(c);
    c.set("request_id", request_id);
    if (!logger.isLevelEnabled("debug")) return next();
    const began = clock.monotonic();
    await next();
    const { method, path } = c.req;
    const { status } = c.res;
    const tell = (): void => {
      const ms = Math.round(clock.monotonic() - began);
      const line = { request_id, method, path: path.slice(0, MAX_PATH_CHARS), status, ms };
      logger.debug(line, "A request");
    };
    const { outgoing } = arrival(c);
    if (outgoing === undefined || outgoing.destroyed) tell();
    else outgoing.once("close", tell);
    return undefined;
  };
}

function idOf(c: Context<AppEnv>): string {
  const given = c.req.header("x-request-id") ?? "";
  return GIVEN_ID.test(given) ? given : `req_${crypto.randomUUID()}`;
}
