import { onTestFinished } from "vitest";

import { serveApp } from "#server/security/test-server.ts";
import { testApp } from "#server/test-app.ts";

/** For tests: the app over a scripted runtime on a real socket, as clients from npm meet it. */
export async function servedApp(
  options: NonNullable<Parameters<typeof testApp>[0]> = {},
): Promise<ServedApp> {
  const app = await testApp(options);
  const served = await serveApp(app.app);
  onTestFinished(() => served.close());
  return { app, origin: served.origin, headers: { authorization: `Bearer ${app.token}` } };
}

export interface ServedApp {
  readonly app: Awaited<ReturnType<typeof testApp>>;
  readonly origin: string;
  /** What a client needs to be let in. */
  readonly headers: { readonly authorization: string };
}

/** Bodies that no protocol takes, each with what is wrong with it (reliability, bad input, rows 1 to 3). */
export const BAD_BODIES: readonly (readonly [string, string])[] = [
  ["empty", ""],
  ["null", "null"],
  ["an array", "[]"],
  ["a number", "1e999"],
  ["not JSON", "{"],
  ["trailing garbage", "{} {}"],
  ["too deep", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
  ["without members", "{}"],
  ["hostile keys", '{"__proto__": {"id": "x"}, "constructor": {"prototype": {}}}'],
  ["numbers for strings", '{"id": 1, "threadId": 1, "runId": 1, "messages": [{"id": 1}]}'],
];
