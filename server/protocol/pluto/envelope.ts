import type { Context } from "hono";

import type { AppEnv } from "#server/security/app-env.ts";

/** What every answer of Pluto's REST API is in. */
export interface Envelope<Data> {
  readonly ok: true;
  readonly data: Data;
  readonly request_id: string;
}

/** Puts an answer into Pluto's envelope. */
export function envelope<Data>(c: Context<AppEnv>, data: Data): Envelope<Data> {
  return { ok: true, data, request_id: requestId(c) };
}

const GIVEN = /^[\w.-]{1,100}$/;

/** The id that the client gave its request, or a new one; it names the request in the answer alone. */
function requestId(c: Context<AppEnv>): string {
  const given = c.req.header("x-request-id") ?? "";
  return GIVEN.test(given) ? given : `req_${crypto.randomUUID()}`;
}
