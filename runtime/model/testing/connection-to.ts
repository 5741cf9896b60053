import { nodeHttpFetch } from "#runtime/model/node-http-fetch.ts";
import { authHeaders } from "#runtime/model/provider/auth.ts";
import type { Connection } from "#runtime/model/provider/connection.ts";

/** A connection to a server of a test: Chat Completions under `/v1`, unless `more` says otherwise. */
export function connectionTo(
  server: { readonly url: string },
  more: Partial<Connection> = {},
): Connection {
  const auth = more.auth ?? "bearer";
  return {
    provider: "local",
    baseUrl: `${server.url}/v1`,
    driver: "http",
    protocol: "chat",
    auth,
    fetch: nodeHttpFetch,
    ...more,
    headers: { ...authHeaders(auth, more.apiKey), ...more.headers },
  };
}
