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

/** For tests: waits for a run that asks the person, the first of the app's, and gives its ids. */
export async function openQuestion(
  app: TestApp,
): Promise<{ readonly run_id: string; readonly action_id: string }> {
  const { threads } = app.runtime.services;
  let run_id: string | undefined;
  while (run_id === undefined) {
    run_id = (await threads.sessions())[0]?.runs[0]?.run_id;
    await new Promise(setImmediate);
  }
  const run = await app.runtime.reaches(run_id, ({ approvals }) => approvals.length > 0);
  return { run_id, action_id: run.approvals[0]?.action_id ?? "" };
}
