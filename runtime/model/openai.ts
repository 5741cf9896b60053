import { createOpenAI } from "@ai-sdk/openai";

import { aiSdkDriver } from "./ai-sdk-driver.ts";
import type { Connection } from "./connection.ts";
import type { ModelDriver } from "./driver.ts";

/** A driver for the Responses API, or for Chat Completions as OpenAI itself speaks it. */
export function openAIDriver(connection: Connection, model: string): ModelDriver {
  const { apiKey, fetch } = connection;
  const provider = createOpenAI({
    name: connection.provider,
    baseURL: connection.baseUrl,
    // Always given: without it the SDK would look into the process environment.
    apiKey: apiKey ?? NO_KEY,
    fetch: apiKey === undefined ? withoutKey(fetch) : fetch,
  });
  const languageModel =
    connection.protocol === "responses" ? provider.responses(model) : provider.chat(model);
  return aiSdkDriver(languageModel, model, connection);
}

const NO_KEY = "none";

/** Servers of one's own often need no key, and some refuse a wrong one. */
function withoutKey(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    headers.delete("authorization");
    return fetch(input, { ...init, headers });
  };
}
