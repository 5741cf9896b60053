import { wiredFetch } from "./cassette/wired-fetch.ts";
import type { Connection } from "./provider/connection.ts";

/** What an AI SDK provider is made with. */
export interface SdkSettings {
  readonly name: string;
  readonly baseURL?: string;
  readonly apiKey: string;
  readonly headers: Record<string, string>;
  readonly fetch: typeof globalThis.fetch;
}

/** A connection as the `create*` functions of AI SDK packages take it. */
export function sdkSettings(connection: Connection): SdkSettings {
  const { provider, baseUrl, apiKey, headers } = connection;
  return {
    name: provider,
    ...(baseUrl !== "" && { baseURL: baseUrl }),
    // Always given: without it an SDK would look into the process environment.
    apiKey: apiKey ?? NO_KEY,
    headers: { ...headers },
    fetch: amended(wiredFetch(connection), connection),
  };
}

const NO_KEY = "no-key-is-configured";

/** Adds the connection's query; takes a key away that is none, since some servers refuse a wrong one. */
function amended(
  fetch: typeof globalThis.fetch,
  { apiKey, query }: Connection,
): typeof globalThis.fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    if (apiKey === undefined) {
      for (const [name, value] of Array.from(headers)) {
        if (value.endsWith(NO_KEY)) headers.delete(name);
      }
    }
    return fetch(withQuery(input, query), { ...init, headers });
  };
}

function withQuery(
  input: Parameters<typeof globalThis.fetch>[0],
  query: Connection["query"],
): Parameters<typeof globalThis.fetch>[0] {
  if (query === undefined || input instanceof Request) return input;
  const url = new URL(input);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}
