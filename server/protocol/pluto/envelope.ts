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
  return { ok: true, data, request_id: c.get("request_id") };
}
