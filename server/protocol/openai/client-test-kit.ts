import OpenAI, { APIError } from "openai";

import type { testApp } from "#server/test-app.ts";

type TestApp = Awaited<ReturnType<typeof testApp>>;

/** For tests: OpenAI's own client, which calls an app without a socket. */
export function openaiClient(app: TestApp, apiKey: string = app.token): OpenAI {
  return new OpenAI({
    apiKey,
    baseURL: "http://127.0.0.1/v1",
    maxRetries: 0,
    fetch: fetchOf(app),
  });
}

/** For tests: what a client of the app uses in the place of `fetch`. */
export function fetchOf(app: TestApp): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    request.headers.set("host", "127.0.0.1");
    return app.app.request(request);
  };
}

/** For tests: the error that a request ends with. */
export async function refusal(work: PromiseLike<unknown>): Promise<APIError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof APIError) return error;
    throw error;
  }
  throw new Error("Nothing was refused");
}
